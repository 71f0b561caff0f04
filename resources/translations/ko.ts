<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<!-- One message a line, by hand; then: pyside6-lrelease ko.ts -qm ko.qm -->
<context>
    <name>desk</name>
    <message><source>+{count} waiting</source><translation>+{count}건 대기</translation></message>
    <message><source>30 frames a second</source><translation>초당 30프레임</translation></message>
    <message><source>60 frames a second</source><translation>초당 60프레임</translation></message>
    <message><source>A</source><comment>mark: my average price</comment><translation>평</translation></message>
    <message><source>Account</source><translation>계좌</translation></message>
    <message><source>Add a name or code</source><translation>종목명 또는 코드 추가</translation></message>
    <message><source>Add names with the field below.</source><translation>아래 입력란에서 종목을 추가해 주세요.</translation></message>
    <message><source>After hours</source><translation>시간외</translation></message>
    <message><source>After hours, fixed price</source><comment>phase</comment><translation>장후 시간외 종가</translation></message>
    <message><source>After hours, single price</source><comment>phase</comment><translation>시간외 단일가</translation></message>
    <message><source>After-market</source><comment>phase</comment><translation>애프터마켓</translation></message>
    <message><source>Age</source><translation>경과</translation></message>
    <message><source>All sizes</source><translation>전체 수량</translation></message>
    <message><source>Ask</source><translation>매도호가</translation></message>
    <message><source>Auction before after-market</source><comment>phase</comment><translation>애프터마켓 단일가</translation></message>
    <message><source>B</source><comment>mark: base price</comment><translation>기</translation></message>
    <message><source>Base</source><translation>기준가</translation></message>
    <message><source>Before hours, fixed price</source><comment>phase</comment><translation>장전 시간외 종가</translation></message>
    <message><source>Best now</source><translation>현재 최우선</translation></message>
    <message><source>Bid</source><translation>매수호가</translation></message>
    <message><source>Buy</source><translation>매수</translation></message>
    <message><source>Buy</source><comment>size</comment><translation>매수</translation></message>
    <message><source>C</source><comment>bar: close</comment><translation>종</translation></message>
    <message><source>Change</source><translation>대비</translation></message>
    <message><source>Chart</source><translation>차트</translation></message>
    <message><source>Chart period</source><translation>차트 주기</translation></message>
    <message><source>Choose a name to see its chart.</source><translation>종목을 고르면 차트가 나옵니다.</translation></message>
    <message><source>Choose a name to see its order book.</source><translation>종목을 고르면 호가가 나옵니다.</translation></message>
    <message><source>Close</source><translation>닫기</translation></message>
    <message><source>Closed</source><comment>phase</comment><translation>장마감</translation></message>
    <message><source>Closing auction</source><comment>phase</comment><translation>종가 동시호가</translation></message>
    <message><source>Code</source><translation>코드</translation></message>
    <message><source>Colours</source><translation>등락 색</translation></message>
    <message><source>Command</source><translation>명령</translation></message>
    <message><source>D</source><comment>mark: lower limit</comment><translation>하</translation></message>
    <message><source>D</source><comment>period</comment><translation>일</translation></message>
    <message><source>DEMO</source><comment>environment</comment><translation>모의투자</translation></message>
    <message><source>Dark</source><translation>어두운 테마</translation></message>
    <message><source>Delay</source><translation>지연</translation></message>
    <message><source>Dense rows</source><translation>촘촘한 행</translation></message>
    <message><source>Desk</source><comment>menu</comment><translation>데스크</translation></message>
    <message><source>ELW</source><comment>market</comment><translation>ELW</translation></message>
    <message><source>ETF</source><comment>market</comment><translation>ETF</translation></message>
    <message><source>ETN</source><comment>market</comment><translation>ETN</translation></message>
    <message><source>English</source><translation>영어 (English)</translation></message>
    <message><source>Exp. size</source><translation>예상수량</translation></message>
    <message><source>Expected</source><translation>예상체결</translation></message>
    <message><source>Filled {side}</source><translation>{side} 체결</translation></message>
    <message><source>Float</source><translation>창 분리</translation></message>
    <message><source>Frames</source><translation>화면 갱신</translation></message>
    <message><source>Gold</source><comment>market</comment><translation>금현물</translation></message>
    <message><source>Green up, red down</source><translation>상승 초록, 하락 빨강</translation></message>
    <message><source>H</source><comment>bar: high</comment><translation>고</translation></message>
    <message><source>H</source><comment>mark: high</comment><translation>고</translation></message>
    <message><source>High</source><translation>고가</translation></message>
    <message><source>KONEX</source><comment>market</comment><translation>코넥스</translation></message>
    <message><source>KOSDAQ</source><comment>market</comment><translation>코스닥</translation></message>
    <message><source>KOSPI</source><comment>market</comment><translation>코스피</translation></message>
    <message><source>Kind</source><translation>구분</translation></message>
    <message><source>Korean</source><translation>한국어</translation></message>
    <message><source>L</source><comment>bar: low</comment><translation>저</translation></message>
    <message><source>L</source><comment>mark: low</comment><translation>저</translation></message>
    <message><source>LIVE</source><comment>environment</comment><translation>실전투자</translation></message>
    <message><source>Language</source><translation>언어</translation></message>
    <message><source>Light</source><translation>밝은 테마</translation></message>
    <message><source>Link group</source><translation>연동 그룹</translation></message>
    <message><source>Locked on this instrument</source><translation>이 종목에 고정</translation></message>
    <message><source>Low</source><translation>저가</translation></message>
    <message><source>Lower limit</source><translation>하한가</translation></message>
    <message><source>M</source><comment>period</comment><translation>월</translation></message>
    <message><source>MA{length}</source><translation>이평{length}</translation></message>
    <message><source>Message</source><translation>내용</translation></message>
    <message><source>Messages</source><translation>메시지</translation></message>
    <message><source>My average</source><translation>내 평단</translation></message>
    <message><source>Name</source><translation>종목명</translation></message>
    <message><source>Next change</source><translation>다음 전환</translation></message>
    <message><source>No trade of this name yet.</source><translation>아직 체결이 없습니다.</translation></message>
    <message><source>Normal rows</source><translation>보통 행</translation></message>
    <message><source>O</source><comment>bar: open</comment><translation>시</translation></message>
    <message><source>O</source><comment>mark: open</comment><translation>시</translation></message>
    <message><source>Older bars could not be read.</source><translation>이전 봉을 읽지 못했습니다.</translation></message>
    <message><source>Open</source><translation>시가</translation></message>
    <message><source>Opening auction</source><comment>phase</comment><translation>시가 동시호가</translation></message>
    <message><source>Opening layout</source><translation>기본 배치로</translation></message>
    <message><source>Orange up, blue down</source><translation>상승 주황, 하락 파랑</translation></message>
    <message><source>Order book</source><translation>호가</translation></message>
    <message><source>PRACTICE</source><comment>environment</comment><translation>연습</translation></message>
    <message><source>Panels</source><comment>menu</comment><translation>화면</translation></message>
    <message><source>Polled {seconds} s</source><translation>조회 {seconds}초</translation></message>
    <message><source>Pre-market</source><comment>phase</comment><translation>프리마켓</translation></message>
    <message><source>Price</source><translation>현재가</translation></message>
    <message><source>Quit</source><translation>끝내기</translation></message>
    <message><source>Rate %</source><translation>등락률 %</translation></message>
    <message><source>Reading older bars…</source><translation>이전 봉을 읽는 중입니다…</translation></message>
    <message><source>Reading the chart…</source><translation>차트를 읽는 중입니다…</translation></message>
    <message><source>Reading the order book…</source><translation>호가를 받고 있습니다…</translation></message>
    <message><source>Red up, blue down</source><translation>상승 빨강, 하락 파랑</translation></message>
    <message><source>Regular session</source><comment>phase</comment><translation>정규장</translation></message>
    <message><source>Remove {name}</source><translation>{name} 빼기</translation></message>
    <message><source>Requests in the last second, and how many are allowed</source><translation>지난 1초 동안의 요청 수와 허용 수</translation></message>
    <message><source>Right</source><comment>market</comment><translation>신주인수권</translation></message>
    <message><source>Roomy rows</source><translation>넓은 행</translation></message>
    <message><source>Round trip of the last answer</source><translation>마지막 응답에 걸린 시간</translation></message>
    <message><source>Rows</source><translation>행 간격</translation></message>
    <message><source>Save layout</source><translation>배치 저장</translation></message>
    <message><source>Search</source><translation>검색</translation></message>
    <message><source>Search an instrument or a command (Ctrl+P)</source><translation>종목명·초성·코드·명령 검색 (Ctrl+P)</translation></message>
    <message><source>Search results</source><translation>검색 결과</translation></message>
    <message><source>Sell</source><translation>매도</translation></message>
    <message><source>Sell</source><comment>size</comment><translation>매도</translation></message>
    <message><source>Size</source><translation>체결량</translation></message>
    <message><source>Smallest size shown</source><translation>표시할 최소 수량</translation></message>
    <message><source>Stale {seconds} s</source><translation>지연 {seconds}초</translation></message>
    <message><source>Stream</source><translation>실시간</translation></message>
    <message><source>Strength</source><translation>체결강도</translation></message>
    <message><source>Strength %</source><translation>체결강도 %</translation></message>
    <message><source>Strength {value}%</source><translation>체결강도 {value}%</translation></message>
    <message><source>Tape</source><translation>체결</translation></message>
    <message><source>The chart could not be read.</source><translation>차트를 읽지 못했습니다.</translation></message>
    <message><source>Theme</source><translation>테마</translation></message>
    <message><source>There are no bars of this name yet.</source><translation>이 종목은 아직 봉이 없습니다.</translation></message>
    <message><source>This panel could not be opened.</source><translation>화면을 열지 못했습니다.</translation></message>
    <message><source>Ticks</source><translation>틱</translation></message>
    <message><source>Time</source><translation>시각</translation></message>
    <message><source>Times</source><translation>횟수</translation></message>
    <message><source>Try again</source><translation>다시 시도</translation></message>
    <message><source>U</source><comment>mark: upper limit</comment><translation>상</translation></message>
    <message><source>Upper limit</source><translation>상한가</translation></message>
    <message><source>V</source><comment>mark: VI price</comment><translation>V</translation></message>
    <message><source>VI down</source><translation>하락 VI</translation></message>
    <message><source>VI up</source><translation>상승 VI</translation></message>
    <message><source>Value (million)</source><translation>거래대금(백만)</translation></message>
    <message><source>View</source><comment>menu</comment><translation>보기</translation></message>
    <message><source>Volume</source><translation>거래량</translation></message>
    <message><source>W</source><comment>period</comment><translation>주</translation></message>
    <message><source>Watch list</source><translation>관심종목</translation></message>
    <message><source>Y</source><comment>period</comment><translation>년</translation></message>
    <message><source>connecting</source><comment>connection</comment><translation>연결 중</translation></message>
    <message><source>down</source><comment>connection</comment><translation>끊김</translation></message>
    <message><source>key refused</source><comment>connection</comment><translation>키 거부</translation></message>
    <message><source>logging in</source><comment>connection</comment><translation>로그인 중</translation></message>
    <message><source>taken elsewhere</source><comment>connection</comment><translation>다른 곳 접속</translation></message>
    <message><source>up</source><comment>connection</comment><translation>연결</translation></message>
    <message><source>{count}m</source><comment>minutes</comment><translation>{count}분</translation></message>
    <message><source>{count}t</source><comment>ticks</comment><translation>{count}틱</translation></message>
    <message><source>{seconds} s ago</source><translation>{seconds}초 전</translation></message>
    <message><source>{size} or more</source><translation>{size} 이상</translation></message>
</context>
</TS>
