# Makes the frozen folder and the installer on Windows; signs both where a certificate is named.
#   .\packaging\windows\build.ps1 [-Certificate THUMBPRINT] [-Timestamp ADDRESS]
# Needs Python 3.11 (py -3.11), NSIS (makensis) and, to sign, signtool of the Windows SDK.
param([string]$Certificate = "", [string]$Timestamp = "")
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

function Invoke-Checked([string]$program, [string[]]$words) {
    & $program @words
    if ($LASTEXITCODE -ne 0) { throw "$program failed ($LASTEXITCODE)" }
}

$version = (Select-String -Path kiwoom_desk\__init__.py -Pattern '__version__ = "(.*)"').Matches[0].Groups[1].Value
$sign = @("sign", "/sha1", $Certificate, "/fd", "sha256", "/tr", $Timestamp, "/td", "sha256")

Invoke-Checked "py" @("-3.11", "dev.py", "build")
if ($Certificate) {
    foreach ($name in "kiwoom-desk.exe", "kiwoom-desk-console.exe") {
        Invoke-Checked "signtool" ($sign + "dist\kiwoom-desk\$name")
    }
}
Invoke-Checked "dist\kiwoom-desk\kiwoom-desk-console.exe" @("--selftest", "--panels", "--language", "en")

$words = @(
    "-V2", "-WX",
    "-DVERSION=$version",
    "-DPAYLOAD=$PWD\dist\kiwoom-desk",
    "-DICON=$PWD\build\icons\kiwoom-desk.ico",
    "-DLICENCE=$PWD\LICENSE",
    "-DOUT=$PWD\dist\kiwoom-desk-$version-setup.exe"
)
if ($Certificate) { $words += "-DSIGN=signtool $($sign -join ' ')" }
Invoke-Checked "makensis" ($words + "packaging\windows\kiwoom-desk.nsi")
