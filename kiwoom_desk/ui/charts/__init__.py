"""Charts: bars as pictures, their axes, studies and marks; refuses to fetch or to decide anything."""
