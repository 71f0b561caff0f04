<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<!-- One message a line, by hand; then: pyside6-lrelease ko.ts -qm ko.qm -->
<context>
    <name>desk</name>
    <message><source>+{count} waiting</source><translation>+{count}건 대기</translation></message>
    <message><source>1. Apply for the REST API on the broker's web site.</source><translation>1. 키움증권 홈페이지에서 REST API 사용을 신청해 주세요.</translation></message>
    <message><source>10%</source><comment>share of cash</comment><translation>10%</translation></message>
    <message><source>2. Register the public IP address of this computer there.</source><translation>2. 같은 곳에서 이 컴퓨터의 공인 IP 주소를 등록해 주세요.</translation></message>
    <message><source>25%</source><comment>share of cash</comment><translation>25%</translation></message>
    <message><source>3. Paste the app key and the secret key of this environment.</source><translation>3. 이 환경의 앱키와 시크릿키를 붙여 넣어 주세요.</translation></message>
    <message><source>30 frames a second</source><translation>초당 30프레임</translation></message>
    <message><source>50%</source><comment>share of cash</comment><translation>50%</translation></message>
    <message><source>60 frames a second</source><translation>초당 60프레임</translation></message>
    <message><source>A</source><comment>mark: my average price</comment><translation>평</translation></message>
    <message><source>Accepted</source><comment>request state</comment><translation>접수</translation></message>
    <message><source>Account</source><translation>계좌</translation></message>
    <message><source>Add a name or code</source><translation>종목명 또는 코드 추가</translation></message>
    <message><source>Add names with the field below.</source><translation>아래 입력란에서 종목을 추가해 주세요.</translation></message>
    <message><source>After hours</source><translation>시간외</translation></message>
    <message><source>After hours, fixed price</source><comment>phase</comment><translation>장후 시간외 종가</translation></message>
    <message><source>After hours, single price</source><comment>phase</comment><translation>시간외 단일가</translation></message>
    <message><source>After the close</source><comment>order type</comment><translation>장후 시간외</translation></message>
    <message><source>After-hours single price</source><comment>order type</comment><translation>시간외 단일가</translation></message>
    <message><source>After-market</source><comment>phase</comment><translation>애프터마켓</translation></message>
    <message><source>Against</source><translation>가로축</translation></message>
    <message><source>Age</source><translation>경과</translation></message>
    <message><source>All sizes</source><translation>전체 수량</translation></message>
    <message><source>Amend on its way</source><comment>order state</comment><translation>정정 중</translation></message>
    <message><source>Amend price</source><translation>가격 정정</translation></message>
    <message><source>Amended</source><comment>order state</comment><translation>정정</translation></message>
    <message><source>Amount</source><translation>체결금액</translation></message>
    <message><source>API explorer</source><translation>API 탐색기</translation></message>
    <message><source>APIs</source><translation>API</translation></message>
    <message><source>Announced by the broker, other than the usual hours</source><translation>증권사 공지 기준이며 정해진 시간과 다릅니다</translation></message>
    <message><source>App key</source><translation>앱키</translation></message>
    <message><source>As of {time}</source><translation>{time} 기준</translation></message>
    <message><source>Ask</source><translation>매도호가</translation></message>
    <message><source>Asking…</source><translation>조회하고 있습니다…</translation></message>
    <message><source>Auction before after-market</source><comment>phase</comment><translation>애프터마켓 단일가</translation></message>
    <message><source>Average price</source><translation>매입단가</translation></message>
    <message><source>B</source><comment>mark: base price</comment><translation>기</translation></message>
    <message><source>Base</source><translation>기준가</translation></message>
    <message><source>Before hours, fixed price</source><comment>phase</comment><translation>장전 시간외 종가</translation></message>
    <message><source>Before the opening</source><comment>order type</comment><translation>장전 시간외</translation></message>
    <message><source>Being sent</source><comment>request state</comment><translation>전송 중</translation></message>
    <message><source>Best FOK</source><comment>order type</comment><translation>최유리(FOK)</translation></message>
    <message><source>Best IOC</source><comment>order type</comment><translation>최유리(IOC)</translation></message>
    <message><source>Best now</source><translation>현재 최우선</translation></message>
    <message><source>Best opposite</source><comment>order type</comment><translation>최유리지정가</translation></message>
    <message><source>Best own side</source><comment>order type</comment><translation>최우선지정가</translation></message>
    <message><source>Bid</source><translation>매수호가</translation></message>
    <message><source>Both</source><comment>venue</comment><translation>통합</translation></message>
    <message><source>Both keys are needed, as the broker's page shows them.</source><translation>앱키와 시크릿키를 홈페이지에 나온 그대로 모두 넣어 주세요.</translation></message>
    <message><source>Break-even</source><translation>손익분기</translation></message>
    <message><source>Buy</source><translation>매수</translation></message>
    <message><source>Buy</source><comment>side</comment><translation>매수</translation></message>
    <message><source>Buy</source><comment>size</comment><translation>매수</translation></message>
    <message><source>C</source><comment>bar: close</comment><translation>종</translation></message>
    <message><source>Calendar</source><translation>달력</translation></message>
    <message><source>Cancel</source><translation>취소</translation></message>
    <message><source>Cancel on its way</source><comment>order state</comment><translation>취소 중</translation></message>
    <message><source>Cancel order</source><translation>주문 취소</translation></message>
    <message><source>Canceled</source><comment>order state</comment><translation>취소</translation></message>
    <message><source>Cancelled.</source><translation>조회를 멈췄습니다.</translation></message>
    <message><source>Change</source><translation>대비</translation></message>
    <message><source>Changed</source><translation>바뀐 시각</translation></message>
    <message><source>Chart</source><translation>차트</translation></message>
    <message><source>Chart period</source><translation>차트 주기</translation></message>
    <message><source>Choose a name to see its chart.</source><translation>종목을 고르면 차트가 나옵니다.</translation></message>
    <message><source>Choose a name to see its order book.</source><translation>종목을 고르면 호가가 나옵니다.</translation></message>
    <message><source>Close</source><translation>닫기</translation></message>
    <message><source>Closed</source><comment>phase</comment><translation>장마감</translation></message>
    <message><source>Closing auction</source><comment>phase</comment><translation>종가 동시호가</translation></message>
    <message><source>Code</source><translation>코드</translation></message>
    <message><source>Code or name</source><translation>종목코드 또는 종목명</translation></message>
    <message><source>Colours</source><translation>등락 색</translation></message>
    <message><source>Column to plot</source><translation>그릴 항목</translation></message>
    <message><source>API</source><translation>API</translation></message>
    <message><source>Function</source><comment>found</comment><translation>기능</translation></message>
    <message><source>Not offered</source><comment>found</comment><translation>미제공</translation></message>
    <message><source>Sound</source><comment>condition</comment><translation>소리</translation></message>
    <message><source>On</source><comment>sound</comment><translation>켬</translation></message>
    <message><source>A sound when a name comes in or leaves</source><translation>종목이 편입되거나 이탈하면 소리로 알립니다</translation></message>
    <message><source>Sound at an interruption (VI) of a name held, linked or watched</source><translation>보유·연결·관심 종목의 VI 발동을 소리로 알림</translation></message>
    <message><source>No connection: changes are not heard until it is back.</source><translation>연결이 끊겼습니다. 다시 연결될 때까지 바뀐 내용이 들어오지 않습니다.</translation></message>
    <message><source>The account could not be read.</source><translation>계좌를 읽지 못했습니다.</translation></message>
    <message><source>Command</source><translation>명령</translation></message>
    <message><source>Conditional limit</source><comment>order type</comment><translation>조건부지정가</translation></message>
    <message><source>Confirm order</source><translation>주문 확인</translation></message>
    <message><source>Connect</source><translation>접속</translation></message>
    <message><source>Copy</source><translation>복사</translation></message>
    <message><source>Copy as command</source><translation>명령으로 복사</translation></message>
    <message><source>Cost</source><translation>매입금액</translation></message>
    <message><source>D</source><comment>mark: lower limit</comment><translation>하</translation></message>
    <message><source>D</source><comment>period</comment><translation>일</translation></message>
    <message><source>DEMO</source><comment>environment</comment><translation>모의투자</translation></message>
    <message><source>Dark</source><translation>어두운 테마</translation></message>
    <message><source>Delay</source><translation>지연</translation></message>
    <message><source>Dense rows</source><translation>촘촘한 행</translation></message>
    <message><source>Deposit</source><translation>예수금</translation></message>
    <message><source>Deposit D+1</source><translation>D+1 예수금</translation></message>
    <message><source>Deposit D+2</source><translation>D+2 예수금</translation></message>
    <message><source>Desk</source><comment>menu</comment><translation>데스크</translation></message>
    <message><source>Digits only</source><comment>field</comment><translation>숫자만 넣어 주세요</translation></message>
    <message><source>Distance</source><translation>차이</translation></message>
    <message><source>Do not send</source><translation>보내지 않기</translation></message>
    <message><source>Draft</source><comment>request state</comment><translation>작성 중</translation></message>
    <message><source>ELW</source><comment>market</comment><translation>ELW</translation></message>
    <message><source>ETF</source><comment>market</comment><translation>ETF</translation></message>
    <message><source>ETN</source><comment>market</comment><translation>ETN</translation></message>
    <message><source>English</source><translation>영어 (English)</translation></message>
    <message><source>Environment</source><translation>투자구분</translation></message>
    <message><source>Estimated assets</source><translation>추정자산</translation></message>
    <message><source>Exp. size</source><translation>예상수량</translation></message>
    <message><source>Expected</source><translation>예상체결</translation></message>
    <message><source>Expired</source><comment>order state</comment><translation>실효</translation></message>
    <message><source>Export</source><translation>내보내기</translation></message>
    <message><source>Fee and tax</source><translation>수수료·세금</translation></message>
    <message><source>Field</source><translation>항목</translation></message>
    <message><source>Fill price</source><translation>체결가</translation></message>
    <message><source>Filled</source><translation>체결량</translation></message>
    <message><source>Filled</source><comment>order state</comment><translation>체결</translation></message>
    <message><source>Filled {side}</source><translation>{side} 체결</translation></message>
    <message><source>Fills</source><translation>체결 내역</translation></message>
    <message><source>Float</source><translation>창 분리</translation></message>
    <message><source>Frames</source><translation>화면 갱신</translation></message>
    <message><source>From the last price</source><translation>현재가 대비</translation></message>
    <message><source>Goes to {venue}, whose book this is</source><translation>이 호가창의 거래소인 {venue}로 나갑니다</translation></message>
    <message><source>Gold</source><comment>market</comment><translation>금현물</translation></message>
    <message><source>Green up, red down</source><translation>상승 초록, 하락 빨강</translation></message>
    <message><source>Group</source><comment>api</comment><translation>분류</translation></message>
    <message><source>H</source><comment>bar: high</comment><translation>고</translation></message>
    <message><source>H</source><comment>mark: high</comment><translation>고</translation></message>
    <message><source>Held</source><translation>보유</translation></message>
    <message><source>High</source><translation>고가</translation></message>
    <message><source>Id</source><comment>api</comment><translation>번호</translation></message>
    <message><source>Id, name or field</source><translation>번호·이름·항목으로 찾기</translation></message>
    <message><source>It is {number} ({quantity})</source><translation>{number}번 주문 ({quantity}주)</translation></message>
    <message><source>Key</source><translation>필드</translation></message>
    <message><source>KONEX</source><comment>market</comment><translation>코넥스</translation></message>
    <message><source>KOSDAQ</source><comment>market</comment><translation>코스닥</translation></message>
    <message><source>KOSPI</source><comment>market</comment><translation>코스피</translation></message>
    <message><source>Kind</source><translation>구분</translation></message>
    <message><source>Korean</source><translation>한국어</translation></message>
    <message><source>KRX</source><comment>venue</comment><translation>KRX</translation></message>
    <message><source>L</source><comment>bar: low</comment><translation>저</translation></message>
    <message><source>L</source><comment>mark: low</comment><translation>저</translation></message>
    <message><source>List</source><translation>목록</translation></message>
    <message><source>LIVE</source><comment>environment</comment><translation>실전투자</translation></message>
    <message><source>Language</source><translation>언어</translation></message>
    <message><source>Light</source><translation>밝은 테마</translation></message>
    <message><source>Limit</source><comment>order type</comment><translation>보통</translation></message>
    <message><source>Limit FOK</source><comment>order type</comment><translation>보통(FOK)</translation></message>
    <message><source>Limit IOC</source><comment>order type</comment><translation>보통(IOC)</translation></message>
    <message><source>Link group</source><translation>연동 그룹</translation></message>
    <message><source>Locked on this instrument</source><translation>이 종목에 고정</translation></message>
    <message><source>Locked together with the computer's screen.</source><translation>컴퓨터 화면이 잠겨 함께 잠갔습니다.</translation></message>
    <message><source>Low</source><translation>저가</translation></message>
    <message><source>Lower limit</source><translation>하한가</translation></message>
    <message><source>M</source><comment>period</comment><translation>월</translation></message>
    <message><source>MA{length}</source><translation>이평{length}</translation></message>
    <message><source>Market</source><comment>order type</comment><translation>시장가</translation></message>
    <message><source>Market FOK</source><comment>order type</comment><translation>시장가(FOK)</translation></message>
    <message><source>Market IOC</source><comment>order type</comment><translation>시장가(IOC)</translation></message>
    <message><source>Max</source><comment>share of cash</comment><translation>최대</translation></message>
    <message><source>Message</source><translation>내용</translation></message>
    <message><source>Messages</source><translation>메시지</translation></message>
    <message><source>Mid FOK</source><comment>order type</comment><translation>중간가(FOK)</translation></message>
    <message><source>Mid IOC</source><comment>order type</comment><translation>중간가(IOC)</translation></message>
    <message><source>Mid price</source><comment>order type</comment><translation>중간가</translation></message>
    <message><source>None of these</source><translation>모두 아님</translation></message>
    <message><source>The answer was lost. Choose the order it is, or say that none of them is.</source><translation>응답을 받지 못했습니다. 해당하는 주문을 고르거나 모두 아니라고 알려 주세요.</translation></message>
    <message><source>Type: none</source><translation>아님 입력</translation></message>
    <message><source>announced by the broker, other than the usual hours</source><translation>증권사 공지 기준이며 정해진 시간과 다릅니다</translation></message>
    <message><source>missing</source><comment>fields</comment><translation>빠진 항목</translation></message>
    <message><source>more than described</source><comment>fields</comment><translation>설명에 없는 항목</translation></message>
    <message><source>My average</source><translation>내 평단</translation></message>
    <message><source>Name</source><translation>종목명</translation></message>
    <message><source>Name</source><comment>api</comment><translation>이름</translation></message>
    <message><source>Needed</source><comment>field</comment><translation>꼭 넣어 주세요</translation></message>
    <message><source>New price</source><translation>정정가</translation></message>
    <message><source>Next change</source><translation>다음 전환</translation></message>
    <message><source>No API has these words.</source><translation>이 말이 들어간 API가 없습니다.</translation></message>
    <message><source>No fill today.</source><translation>오늘 체결된 주문이 없습니다.</translation></message>
    <message><source>No instrument has the code {code}.</source><translation>종목코드 {code}인 종목이 없습니다.</translation></message>
    <message><source>No number to plot is here.</source><translation>그릴 숫자가 없습니다.</translation></message>
    <message><source>No open order.</source><translation>미체결 주문이 없습니다.</translation></message>
    <message><source>No trade of this name yet.</source><translation>아직 체결이 없습니다.</translation></message>
    <message><source>Normal rows</source><translation>보통 행</translation></message>
    <message><source>Not a day (YYYY-MM-DD)</source><comment>field</comment><translation>날짜가 아닙니다(YYYY-MM-DD)</translation></message>
    <message><source>Not a field of this API</source><comment>field</comment><translation>이 API에 없는 항목입니다</translation></message>
    <message><source>Not among the choices</source><comment>field</comment><translation>쓸 수 없는 값입니다</translation></message>
    <message><source>Not certain that the broker takes this</source><translation>증권사가 받을지 확실하지 않습니다</translation></message>
    <message><source>Not found at the exchange so far. It may still appear; release it only if sure.</source><translation>거래소에서 아직 찾지 못했습니다. 늦게 나타날 수 있으니 확실할 때만 해제해 주세요.</translation></message>
    <message><source>Not sent</source><comment>request state</comment><translation>미전송</translation></message>
    <message><source>Not sent: you did not confirm.</source><translation>확인하지 않아 보내지 않았습니다.</translation></message>
    <message><source>Not taken by this venue at this time</source><translation>지금 이 거래소에서 받지 않는 유형입니다</translation></message>
    <message><source>Nothing is asked yet.</source><translation>값을 넣고 조회를 눌러 주세요.</translation></message>
    <message><source>Nothing is held.</source><translation>보유 종목이 없습니다.</translation></message>
    <message><source>Nothing is watched.</source><translation>보고 있는 실시간 항목이 없습니다.</translation></message>
    <message><source>Nothing was found for these values.</source><translation>이 조건으로 조회된 자료가 없습니다.</translation></message>
    <message><source>Nothing was found: {day} is no trading day.</source><translation>{day}은(는) 휴장일이라 조회된 자료가 없습니다.</translation></message>
    <message><source>NXT</source><comment>venue</comment><translation>NXT</translation></message>
    <message><source>O</source><comment>bar: open</comment><translation>시</translation></message>
    <message><source>O</source><comment>mark: open</comment><translation>시</translation></message>
    <message><source>of another form</source><comment>fields</comment><translation>모양이 다른 항목</translation></message>
    <message><source>Old price</source><translation>지난 시세</translation></message>
    <message><source>Older bars could not be read.</source><translation>이전 봉을 읽지 못했습니다.</translation></message>
    <message><source>Open</source><translation>시가</translation></message>
    <message><source>Open</source><comment>order state</comment><translation>접수</translation></message>
    <message><source>Open orders</source><translation>미체결</translation></message>
    <message><source>Opening auction</source><comment>phase</comment><translation>시가 동시호가</translation></message>
    <message><source>Opening layout</source><translation>기본 배치로</translation></message>
    <message><source>Orange up, blue down</source><translation>상승 주황, 하락 파랑</translation></message>
    <message><source>Order amount</source><translation>주문금액</translation></message>
    <message><source>Order book</source><translation>호가</translation></message>
    <message><source>Order no.</source><translation>주문번호</translation></message>
    <message><source>Order price</source><translation>주문가</translation></message>
    <message><source>Order ticket</source><translation>주문</translation></message>
    <message><source>Order type</source><translation>주문유형</translation></message>
    <message><source>Orderable</source><translation>주문가능</translation></message>
    <message><source>Orderable won</source><translation>주문가능금액</translation></message>
    <message><source>Ordered</source><translation>주문량</translation></message>
    <message><source>Orders go through the order ticket alone; nothing is sent from here.</source><translation>주문은 주문 화면에서만 낼 수 있습니다. 여기서는 보내지 않습니다.</translation></message>
    <message><source>Original no.</source><translation>원주문번호</translation></message>
    <message><source>Pin</source><translation>고정</translation></message>
    <message><source>Plot</source><translation>그래프</translation></message>
    <message><source>PRACTICE</source><comment>environment</comment><translation>연습</translation></message>
    <message><source>Panels</source><comment>menu</comment><translation>화면</translation></message>
    <message><source>Part filled</source><comment>order state</comment><translation>일부체결</translation></message>
    <message><source>Polled {seconds} s</source><translation>조회 {seconds}초</translation></message>
    <message><source>Positions</source><translation>잔고</translation></message>
    <message><source>Pre-market</source><comment>phase</comment><translation>프리마켓</translation></message>
    <message><source>Price</source><translation>현재가</translation></message>
    <message><source>Profit</source><translation>평가손익</translation></message>
    <message><source>Quantity</source><translation>수량</translation></message>
    <message><source>Query</source><comment>button</comment><translation>조회</translation></message>
    <message><source>Quit</source><translation>끝내기</translation></message>
    <message><source>Rank</source><translation>순위</translation></message>
    <message><source>Rate %</source><translation>등락률 %</translation></message>
    <message><source>Read again</source><translation>다시 조회</translation></message>
    <message><source>Reading older bars…</source><translation>이전 봉을 읽는 중입니다…</translation></message>
    <message><source>Profit today</source><translation>당일손익</translation></message>
    <message><source>Reading the order lists…</source><translation>주문 내역을 읽고 있습니다…</translation></message>
    <message><source>Reading the account…</source><translation>계좌를 조회하고 있습니다…</translation></message>
    <message><source>Reading the chart…</source><translation>차트를 읽는 중입니다…</translation></message>
    <message><source>Reading the order book…</source><translation>호가를 받고 있습니다…</translation></message>
    <message><source>Red up, blue down</source><translation>상승 빨강, 하락 파랑</translation></message>
    <message><source>Refused</source><comment>request state</comment><translation>거부</translation></message>
    <message><source>Registered; nothing has come yet.</source><translation>등록되었습니다. 아직 받은 자료가 없습니다.</translation></message>
    <message><source>Regular session</source><comment>phase</comment><translation>정규장</translation></message>
    <message><source>Rejected</source><comment>order state</comment><translation>거부</translation></message>
    <message><source>Release</source><translation>해제</translation></message>
    <message><source>Released</source><comment>request state</comment><translation>해제</translation></message>
    <message><source>Remove {name}</source><translation>{name} 빼기</translation></message>
    <message><source>Requests in the last second, and how many are allowed</source><translation>지난 1초 동안의 요청 수와 허용 수</translation></message>
    <message><source>Return %</source><translation>수익률 %</translation></message>
    <message><source>Right</source><comment>market</comment><translation>신주인수권</translation></message>
    <message><source>Roomy rows</source><translation>넓은 행</translation></message>
    <message><source>Round trip of the last answer</source><translation>마지막 응답에 걸린 시간</translation></message>
    <message><source>Rows</source><translation>행 간격</translation></message>
    <message><source>Saturday</source><translation>토요일</translation></message>
    <message><source>Save</source><translation>저장</translation></message>
    <message><source>Emergency stop</source><translation>긴급 정지</translation></message>
    <message><source>Orders at the exchange live on even when this computer is off.</source><translation>이 컴퓨터가 꺼져도 거래소에 낸 주문은 살아 있습니다.</translation></message>
    <message><source>End the stop</source><translation>정지 풀기</translation></message>
    <message><source>and {count} more</source><translation>외 {count}건</translation></message>
    <message><source>Search an API</source><translation>API 찾기</translation></message>
    <message><source>Start values</source><translation>처음 값</translation></message>
    <message><source>Stop</source><translation>멈춤</translation></message>
    <message><source>Summary</source><translation>요약</translation></message>
    <message><source>Sunday</source><translation>일요일</translation></message>
    <message><source>The desk gets and renews its access token by itself; nothing is sent from here.</source><translation>접근토큰은 프로그램이 스스로 발급하고 갱신합니다. 여기서는 보내지 않습니다.</translation></message>
    <message><source>The exchange refused to send this.</source><translation>거래소가 이 항목의 실시간 등록을 거부했습니다.</translation></message>
    <message><source>The list of open orders cannot be read; trying again.</source><translation>미체결 목록을 읽지 못해 다시 시도하고 있습니다.</translation></message>
    <message><source>Cancelling, round {round} of {rounds}: {left} open</source><translation>취소하는 중 {round}/{rounds}회차: 미체결 {left}건</translation></message>
    <message><source>about {seconds} s</source><translation>약 {seconds}초</translation></message>
    <message><source>The query failed.</source><translation>조회하지 못했습니다.</translation></message>
    <message><source>This API is not asked from here.</source><translation>이 API는 여기서 조회하지 않습니다.</translation></message>
    <message><source>To the end</source><translation>끝까지</translation></message>
    <message><source>Today</source><comment>pin</comment><translation>오늘</translation></message>
    <message><source>Unit</source><translation>단위</translation></message>
    <message><source>Unpin</source><translation>고정 해제</translation></message>
    <message><source>Value</source><translation>값</translation></message>
    <message><source>Waiting for the registration.</source><translation>실시간 등록을 기다리고 있습니다.</translation></message>
    <message><source>Waiting for the request limit: {seconds} s</source><translation>요청 한도를 기다립니다({seconds}초)</translation></message>
    <message><source>Watch live</source><translation>실시간 보기</translation></message>
    <message><source>Written: {file}</source><translation>저장했습니다: {file}</translation></message>
    <message><source>{count} APIs</source><translation>API {count}개</translation></message>
    <message><source>{count} fields differ from the description</source><translation>설명과 다른 항목 {count}개</translation></message>
    <message><source>{count} pages</source><translation>{count}쪽</translation></message>
    <message><source>{count} points</source><translation>점 {count}개</translation></message>
    <message><source>{count} received</source><translation>{count}건 수신</translation></message>
    <message><source>{count} rows</source><translation>{count}행</translation></message>
    <message><source>{file} could not be written: {reason}</source><translation>{file}을(를) 저장하지 못했습니다: {reason}</translation></message>
    <message><source>{left} orders are still open. Press the stop again to try once more.</source><translation>주문 {left}건이 아직 열려 있습니다. 긴급 정지를 다시 누르면 한 번 더 취소합니다.</translation></message>
    <message><source>New orders and amends are blocked; cancels work.</source><translation>새 주문과 정정을 막았습니다. 취소는 됩니다.</translation></message>
    <message><source>New</source><comment>request</comment><translation>신규</translation></message>
    <message><source>Amend</source><comment>request</comment><translation>정정</translation></message>
    <message><source>Cancel</source><comment>request</comment><translation>취소</translation></message>
    <message><source>found in the lists</source><comment>how</comment><translation>목록에서 찾음</translation></message>
    <message><source>told by the order's state</source><comment>how</comment><translation>주문 상태로 확인</translation></message>
    <message><source>chosen by a person</source><comment>how</comment><translation>직접 선택</translation></message>
    <message><source>found after the release</source><comment>how</comment><translation>해제 뒤 발견</translation></message>
    <message><source>emergency stop</source><translation>긴급 정지</translation></message>
    <message><source>Requests</source><translation>주문 기록</translation></message>
    <message><source>Anomalies</source><translation>이상 내역</translation></message>
    <message><source>Anomaly</source><translation>이상 내용</translation></message>
    <message><source>Request id</source><translation>요청 번호</translation></message>
    <message><source>No request yet.</source><translation>아직 보낸 주문이 없습니다.</translation></message>
    <message><source>Reason</source><translation>사유</translation></message>
    <message><source>{limit} characters at most</source><comment>field</comment><translation>{limit}자까지 쓸 수 있습니다</translation></message>
    <message><source>{name}: the broker says {brokers}, our orders say {ours}. The broker's figure is shown; please check your orders.</source><translation>{name}: 증권사 {brokers}주, 주문으로 센 수량 {ours}주. 증권사 수량을 보여 드립니다. 주문 내역을 확인해 주세요.</translation></message>
    <message><source>Go on with the broker's figure</source><translation>증권사 수량으로 계속</translation></message>
    <message><source>Mismatch</source><translation>수량 불일치</translation></message>
    <message><source>Stood still {seconds} s</source><translation>화면 멈춤 {seconds}초</translation></message>
    <message><source>Performance figures</source><translation>성능 수치</translation></message>
    <message><source>Not connected yet.</source><translation>아직 연결되지 않았습니다.</translation></message>
    <message><source>Frames a second</source><translation>초당 화면 갱신</translation></message>
    <message><source>{frames} · late {late}</source><translation>{frames}회 · 지연 {late}</translation></message>
    <message><source>Paint</source><translation>화면 그리기</translation></message>
    <message><source>Panels' part of a frame</source><translation>패널 준비</translation></message>
    <message><source>Messages a second</source><translation>초당 실시간 건수</translation></message>
    <message><source>Kinds of messages</source><translation>종류별</translation></message>
    <message><source>Decoding</source><translation>해석</translation></message>
    <message><source>Requests a second</source><translation>초당 조회</translation></message>
    <message><source>Processor</source><translation>프로세서</translation></message>
    <message><source>Collector's pauses</source><translation>메모리 정리 멈춤</translation></message>
    <message><source>{count} · longest {longest} ms</source><translation>{count}회 · 최장 {longest} ms</translation></message>
    <message><source>The loop was held, ms</source><translation>처리 지연(ms)</translation></message>
    <message><source>longest {longest}</source><translation>최장 {longest}</translation></message>
    <message><source>Memory</source><translation>메모리</translation></message>
    <message><source>Orders are still alive</source><translation>살아 있는 주문이 있습니다</translation></message>
    <message><source>Stay</source><translation>돌아가기</translation></message>
    <message><source>Leave them and close</source><translation>그대로 두고 닫기</translation></message>
    <message><source>Emergency stop: cancel all</source><translation>긴급 정지: 모두 취소</translation></message>
    <message><source>Open orders stay at the exchange after closing:</source><translation>데스크를 닫아도 거래소에 남는 미체결 주문:</translation></message>
    <message><source>The outcome of these requests is not known yet:</source><translation>결과를 아직 모르는 주문:</translation></message>
    <message><source>An error in the program</source><translation>프로그램 오류</translation></message>
    <message><source>Report</source><translation>보고서</translation></message>
    <message><source>Copy the report</source><translation>보고서 복사</translation></message>
    <message><source>The order journal is intact and the emergency stop works. If something looks wrong, check your orders and restart the desk.</source><translation>주문 기록은 온전하고 긴급 정지도 됩니다. 이상해 보이면 주문을 확인하고 데스크를 다시 시작해 주세요.</translation></message>
    <message><source>The report is only on this computer, without keys and account numbers:</source><translation>보고서는 이 컴퓨터에만 있고, 키와 계좌번호는 들어 있지 않습니다:</translation></message>
    <message><source>Save layout</source><translation>배치 저장</translation></message>
    <message><source>Save layout as…</source><translation>다른 이름으로 배치 저장…</translation></message>
    <message><source>Saved layouts</source><translation>저장한 배치</translation></message>
    <message><source>Remove layout</source><translation>배치 지우기</translation></message>
    <message><source>Name of the layout</source><translation>배치 이름</translation></message>
    <message><source>Use letters, digits, spaces, - and _; twenty layouts can be kept at most.</source><translation>이름에는 글자, 숫자, 공백, -, _만 쓸 수 있습니다. 배치는 스무 개까지 저장됩니다.</translation></message>
    <message><source>Search</source><translation>검색</translation></message>
    <message><source>Search an instrument or a command (Ctrl+P)</source><translation>종목명·초성·코드·기능·명령 검색 (Ctrl+P)</translation></message>
    <message><source>Search results</source><translation>검색 결과</translation></message>
    <message><source>Secret key</source><translation>시크릿키</translation></message>
    <message><source>Sell</source><translation>매도</translation></message>
    <message><source>Sell</source><comment>side</comment><translation>매도</translation></message>
    <message><source>Sell</source><comment>size</comment><translation>매도</translation></message>
    <message><source>Sellable</source><translation>매도가능</translation></message>
    <message><source>Sellable shares</source><translation>매도가능수량</translation></message>
    <message><source>Sending…</source><translation>보내는 중…</translation></message>
    <message><source>Side</source><translation>매매</translation></message>
    <message><source>Size</source><translation>체결량</translation></message>
    <message><source>Smallest size shown</source><translation>표시할 최소 수량</translation></message>
    <message><source>Stale {seconds} s</source><translation>지연 {seconds}초</translation></message>
    <message><source>State</source><translation>상태</translation></message>
    <message><source>Stop limit</source><comment>order type</comment><translation>스톱지정가</translation></message>
    <message><source>Stream</source><translation>실시간</translation></message>
    <message><source>Strength</source><translation>체결강도</translation></message>
    <message><source>Strength %</source><translation>체결강도 %</translation></message>
    <message><source>Strength {value}%</source><translation>체결강도 {value}%</translation></message>
    <message><source>Tape</source><translation>체결</translation></message>
    <message><source>The answer was lost; the order may stand. The lists are being searched.</source><translation>응답을 받지 못했습니다. 접수되었을 수 있어 주문 내역에서 찾고 있습니다.</translation></message>
    <message><source>The chart could not be read.</source><translation>차트를 읽지 못했습니다.</translation></message>
    <message><source>Theme</source><translation>테마</translation></message>
    <message><source>There are no bars of this name yet.</source><translation>이 종목은 아직 봉이 없습니다.</translation></message>
    <message><source>This panel could not be opened.</source><translation>화면을 열지 못했습니다.</translation></message>
    <message><source>Ticks</source><translation>틱</translation></message>
    <message><source>Time</source><translation>시각</translation></message>
    <message><source>Times</source><translation>횟수</translation></message>
    <message><source>To settle</source><translation>정산금액</translation></message>
    <message><source>Trigger price</source><translation>감시가</translation></message>
    <message><source>Try again</source><translation>다시 시도</translation></message>
    <message><source>Type</source><translation>유형</translation></message>
    <message><source>Type: release</source><translation>해제 입력</translation></message>
    <message><source>U</source><comment>mark: upper limit</comment><translation>상</translation></message>
    <message><source>Unfilled</source><translation>미체결량</translation></message>
    <message><source>Unknown</source><translation>확인 불가</translation></message>
    <message><source>Unknown</source><comment>request state</comment><translation>확인 불가</translation></message>
    <message><source>Unsettled</source><translation>미수금</translation></message>
    <message><source>Upper limit</source><translation>상한가</translation></message>
    <message><source>V</source><comment>mark: VI price</comment><translation>V</translation></message>
    <message><source>VI down</source><translation>하락 VI</translation></message>
    <message><source>VI up</source><translation>상승 VI</translation></message>
    <message><source>Valuation</source><translation>평가금액</translation></message>
    <message><source>Value (million)</source><translation>거래대금(백만)</translation></message>
    <message><source>Venue</source><translation>거래소</translation></message>
    <message><source>View</source><comment>menu</comment><translation>보기</translation></message>
    <message><source>Volume</source><translation>거래량</translation></message>
    <message><source>W</source><comment>period</comment><translation>주</translation></message>
    <message><source>Watch list</source><translation>관심종목</translation></message>
    <message><source>Withdrawable</source><translation>출금가능</translation></message>
    <message><source>Y</source><comment>period</comment><translation>년</translation></message>
    <message><source>connecting</source><comment>connection</comment><translation>연결 중</translation></message>
    <message><source>down</source><comment>connection</comment><translation>끊김</translation></message>
    <message><source>key refused</source><comment>connection</comment><translation>키 거부</translation></message>
    <message><source>logging in</source><comment>connection</comment><translation>로그인 중</translation></message>
    <message><source>order</source><translation>주문</translation></message>
    <message><source>taken elsewhere</source><comment>connection</comment><translation>다른 곳 접속</translation></message>
    <message><source>up</source><comment>connection</comment><translation>연결</translation></message>
    <message><source>{count}m</source><comment>minutes</comment><translation>{count}분</translation></message>
    <message><source>{count}t</source><comment>ticks</comment><translation>{count}틱</translation></message>
    <message><source>{pages} pages, {rows} rows so far</source><translation>{pages}쪽 {rows}행까지 받았습니다</translation></message>
    <message><source>{seconds} s ago</source><translation>{seconds}초 전</translation></message>
    <message><source>{size} or more</source><translation>{size} 이상</translation></message>
    <message><source>{count}s</source><comment>age</comment><translation>{count}초</translation></message>
    <message><source>{count}m</source><comment>age</comment><translation>{count}분</translation></message>
    <message><source>Watch group</source><translation>관심 그룹</translation></message>
    <message><source>Watch {number}</source><translation>관심{number}</translation></message>
    <message><source>No such name.</source><translation>찾는 종목이 없습니다.</translation></message>
    <message><source>Choose a name to see its trades.</source><translation>종목을 고르면 체결이 나옵니다.</translation></message>
    <message><source>No trade of this size yet.</source><translation>이 수량 이상의 체결이 아직 없습니다.</translation></message>
    <message><source>Info</source><comment>level</comment><translation>안내</translation></message>
    <message><source>Done</source><comment>level</comment><translation>완료</translation></message>
    <message><source>Caution</source><comment>level</comment><translation>주의</translation></message>
    <message><source>Error</source><comment>level</comment><translation>오류</translation></message>
    <message><source>No messages yet.</source><translation>아직 메시지가 없습니다.</translation></message>
    <message><source>#</source><comment>rank</comment><translation>순위</translation></message>
    <message><source>Names</source><comment>count</comment><translation>종목수</translation></message>
    <message><source>Up</source><comment>count</comment><translation>상승</translation></message>
    <message><source>Down</source><comment>count</comment><translation>하락</translation></message>
    <message><source>More</source><translation>더 보기</translation></message>
    <message><source>Reading the list…</source><translation>목록을 읽고 있습니다…</translation></message>
    <message><source>Refresh</source><translation>새로고침</translation></message>
    <message><source>The list could not be read.</source><translation>목록을 읽지 못했습니다.</translation></message>
    <message><source>All</source><comment>markets</comment><translation>전체</translation></message>
    <message><source>Top gainers</source><translation>상승률 상위</translation></message>
    <message><source>Top losers</source><translation>하락률 상위</translation></message>
    <message><source>Top volume</source><translation>거래량 상위</translation></message>
    <message><source>Top value traded</source><translation>거래대금 상위</translation></message>
    <message><source>Every {seconds} s</source><translation>{seconds}초마다</translation></message>
    <message><source>By hand</source><translation>수동</translation></message>
    <message><source>Ranking</source><translation>순위 종류</translation></message>
    <message><source>Market</source><translation>시장</translation></message>
    <message><source>No name is in this ranking now.</source><translation>지금 이 순위에 해당하는 종목이 없습니다.</translation></message>
    <message><source>Rankings</source><translation>순위</translation></message>
    <message><source>There are no themes.</source><translation>테마가 없습니다.</translation></message>
    <message><source>This theme has no names.</source><translation>이 테마에 속한 종목이 없습니다.</translation></message>
    <message><source>Search themes</source><translation>테마 검색</translation></message>
    <message><source>Days of the return</source><translation>수익률 기간</translation></message>
    <message><source>{days} days</source><translation>{days}일</translation></message>
    <message><source>No theme has this name.</source><translation>이름이 맞는 테마가 없습니다.</translation></message>
    <message><source>Show all</source><translation>전체 보기</translation></message>
    <message><source>Choose a theme above.</source><translation>위에서 테마를 골라 주세요.</translation></message>
    <message><source>Themes</source><translation>테마</translation></message>
    <message><source>Names of the theme</source><translation>테마 종목</translation></message>
    <message><source>Conditions</source><translation>조건검색</translation></message>
    <message><source>Names of the condition</source><translation>조건 편입 종목</translation></message>
    <message><source>Reading the conditions…</source><translation>조건식을 읽고 있습니다…</translation></message>
    <message><source>The conditions could not be read.</source><translation>조건식을 읽지 못했습니다.</translation></message>
    <message><source>The condition could not be run or ended.</source><translation>조건검색을 시작하거나 끝내지 못했습니다.</translation></message>
    <message><source>There are no saved conditions. Save them in the broker's own terminal.</source><translation>저장된 조건식이 없습니다. 영웅문4에서 조건식을 만들어 저장해 주세요.</translation></message>
    <message><source>Searching…</source><translation>검색하고 있습니다…</translation></message>
    <message><source>No name meets this condition now.</source><translation>지금 조건에 맞는 종목이 없습니다.</translation></message>
    <message><source>Run the condition to see its names.</source><translation>조건을 실행하면 편입 종목이 나옵니다.</translation></message>
    <message><source>Run</source><translation>실행</translation></message>
    <message><source>End</source><comment>condition</comment><translation>종료</translation></message>
    <message><source>Starting</source><comment>condition</comment><translation>시작 중</translation></message>
    <message><source>Running</source><comment>condition</comment><translation>실행 중</translation></message>
    <message><source>Cut off</source><comment>condition</comment><translation>끊김</translation></message>
    <message><source>Ended</source><comment>condition</comment><translation>종료</translation></message>
    <message><source>Condition</source><translation>조건식</translation></message>
    <message><source>Since %</source><translation>편입 후 %</translation></message>
    <message><source>In</source><comment>condition</comment><translation>편입</translation></message>
    <message><source>Out</source><comment>condition</comment><translation>이탈</translation></message>
    <message><source>Price in</source><comment>condition</comment><translation>편입가</translation></message>
    <message><source>Times in</source><comment>condition</comment><translation>편입 횟수</translation></message>
    <message><source>Value mn</source><comment>scan</comment><translation>대금(백만)</translation></message>
    <message><source>Choose a condition above.</source><translation>위에서 조건식을 골라 주세요.</translation></message>
    <message><source>A raised limit holds until the desk is closed; a lowered one stays.</source><translation>높인 한도는 프로그램을 끌 때까지만, 낮춘 한도는 계속 지켜집니다.</translation></message>
    <message><source>Always</source><comment>confirm</comment><translation>항상</translation></message>
    <message><source>Amending an order that stands.</source><translation>나가 있는 주문을 정정할 때입니다.</translation></message>
    <message><source>An order for more is not sent.</source><translation>이보다 많은 주문은 보내지 않습니다.</translation></message>
    <message><source>An order for more is not sent; above 3 billion none ever is.</source><translation>이보다 큰 주문은 보내지 않습니다. 30억 원이 넘으면 언제나 막습니다.</translation></message>
    <message><source>Apply</source><translation>적용</translation></message>
    <message><source>Armed: a press on a size sends at once. {minutes}:{seconds:02d} left</source><translation>켜짐: 잔량을 누르면 바로 주문됩니다. {minutes}:{seconds:02d} 남음</translation></message>
    <message><source>Ask about prices this far from the last</source><translation>현재가에서 이만큼 떨어지면 다시 묻기</translation></message>
    <message><source>Ask about prices this many ticks away</source><translation>현재가에서 이 호가 수를 넘으면 다시 묻기</translation></message>
    <message><source>By won</source><translation>금액으로</translation></message>
    <message><source>Cash after</source><translation>주문 뒤 현금</translation></message>
    <message><source>Confirmation</source><translation>주문 확인</translation></message>
    <message><source>Disarmed: another name is shown.</source><translation>꺼짐: 다른 종목으로 바꿨습니다.</translation></message>
    <message><source>Disarmed: emergency stop.</source><translation>꺼짐: 긴급 정지했습니다.</translation></message>
    <message><source>Disarmed: five minutes without a press.</source><translation>꺼짐: 5분 동안 누르지 않았습니다.</translation></message>
    <message><source>Disarmed: our count and the broker's differ.</source><translation>꺼짐: 잔고가 증권사와 다릅니다.</translation></message>
    <message><source>Disarmed: the answer to an order was lost.</source><translation>꺼짐: 결과를 모르는 주문이 생겼습니다.</translation></message>
    <message><source>Disarmed: the broker does not know this IP address.</source><translation>꺼짐: 등록되지 않은 IP 주소입니다.</translation></message>
    <message><source>Disarmed: the computer slept.</source><translation>꺼짐: 컴퓨터가 절전에 들어갔습니다.</translation></message>
    <message><source>Disarmed: the desk was locked.</source><translation>꺼짐: 화면을 잠갔습니다.</translation></message>
    <message><source>Disarmed: the order lists are read anew.</source><translation>꺼짐: 주문 내역을 다시 맞췄습니다.</translation></message>
    <message><source>Disarmed: the stream was lost.</source><translation>꺼짐: 실시간 연결이 끊겼습니다.</translation></message>
    <message><source>Disarmed: the window stood still.</source><translation>꺼짐: 화면이 2초 넘게 멈췄습니다.</translation></message>
    <message><source>Have prices this far typed again</source><translation>현재가에서 이만큼 떨어지면 다시 입력</translation></message>
    <message><source>Last {count} digits</source><translation>끝 {count}자리</translation></message>
    <message><source>Limits as at first</source><translation>한도 처음 값으로</translation></message>
    <message><source>Limits of one order</source><translation>주문 한도</translation></message>
    <message><source>Live trading. Type the last digits of the account before orders are taken.</source><translation>실전투자입니다. 주문을 받기 전에 계좌번호 끝 자리를 입력해 주세요.</translation></message>
    <message><source>Lock after</source><translation>자동 잠금</translation></message>
    <message><source>Lock and sounds</source><translation>잠금과 소리</translation></message>
    <message><source>Lock the desk</source><translation>화면 잠금</translation></message>
    <message><source>Locked by you.</source><translation>직접 잠갔습니다.</translation></message>
    <message><source>Locked: nobody was here for a while.</source><translation>한동안 손대지 않아 잠갔습니다.</translation></message>
    <message><source>Locked: the computer slept.</source><translation>컴퓨터가 절전에 들어가 잠갔습니다.</translation></message>
    <message><source>Most new orders of one day</source><translation>하루 새 주문 수</translation></message>
    <message><source>Most shares of one order</source><translation>한 번 주문의 최대 수량</translation></message>
    <message><source>Most won of a click</source><translation>한 번에 나갈 수 있는 금액</translation></message>
    <message><source>Most won of one order</source><translation>한 번 주문의 최대 금액</translation></message>
    <message><source>Never</source><comment>confirm</comment><translation>묻지 않음</translation></message>
    <message><source>No order goes out while locked; the emergency stop works.</source><translation>잠긴 동안에는 주문이 나가지 않습니다. 긴급 정지는 됩니다.</translation></message>
    <message><source>One-click</source><translation>원클릭</translation></message>
    <message><source>One-click in the book</source><translation>호가 원클릭</translation></message>
    <message><source>Only orders armed there; a press elsewhere just fills the ticket.</source><translation>원클릭을 켰을 때만 해당합니다. 꺼져 있으면 주문창만 채웁니다.</translation></message>
    <message><source>Open orders and chart</source><translation>미체결과 차트</translation></message>
    <message><source>Quantity for an amount in won</source><translation>금액(원)에 맞는 수량</translation></message>
    <message><source>Risky only</source><comment>confirm</comment><translation>위험할 때만</translation></message>
    <message><source>Settings</source><translation>설정</translation></message>
    <message><source>Shares of a click</source><translation>한 번 누를 때 수량</translation></message>
    <message><source>Sounds</source><translation>소리</translation></message>
    <message><source>Taken over.</source><translation>적용했습니다.</translation></message>
    <message><source>Takes from the book</source><translation>호가 소진</translation></message>
    <message><source>The desk is locked</source><translation>화면이 잠겨 있습니다</translation></message>
    <message><source>The limits are as at first.</source><translation>한도를 처음 값으로 되돌렸습니다.</translation></message>
    <message><source>The same by tick sizes, for cheap names.</source><translation>싼 종목에서는 호가 수로 보는 것이 낫습니다.</translation></message>
    <message><source>The whole order is shown before it goes out.</source><translation>주문 내용을 모두 보여 준 뒤에 보냅니다.</translation></message>
    <message><source>Then only cancels and amends go out.</source><translation>다 쓰면 정정과 취소만 나갑니다.</translation></message>
    <message><source>To VI</source><translation>VI까지</translation></message>
    <message><source>To the limit</source><translation>상·하한까지</translation></message>
    <message><source>Type the price again</source><translation>주문가 다시 입력</translation></message>
    <message><source>Unlock</source><translation>잠금 풀기</translation></message>
    <message><source>Without a touch for so long; 0 is never. Ctrl+L locks at once.</source><translation>이만큼 손대지 않으면 잠급니다. 0이면 잠그지 않고, Ctrl+L은 바로 잠급니다.</translation></message>
    <message><source>average {average}, worst {worst}</source><translation>평균 {average} · 최악 {worst}</translation></message>
    <message><source>minutes</source><translation>분</translation></message>
    <message><source>next change {time}</source><translation>다음 변경 {time}</translation></message>
    <message><source>not certain that the broker takes this</source><translation>증권사가 받는지 확실하지 않습니다</translation></message>
    <message><source>orders</source><comment>unit</comment><translation>건</translation></message>
    <message><source>reached</source><translation>닿음</translation></message>
    <message><source>shares</source><translation>주</translation></message>
    <message><source>shares</source><comment>unit</comment><translation>주</translation></message>
    <message><source>ticks</source><comment>unit</comment><translation>호가</translation></message>
    <message><source>won</source><comment>unit</comment><translation>원</translation></message>
    <message><source>won at most</source><translation>원까지</translation></message>
    <message><source>{place}: DAY</source><translation>{place}: 당일 주문</translation></message>
    <message><source>{place}: DAY until {time}</source><translation>{place}: 당일 주문, {time}까지 남습니다</translation></message>
    <message><source>{place}: fills at once or not at all, nothing rests</source><translation>{place}: 바로 체결되고 남은 수량은 취소됩니다</translation></message>
    <message><source>{place}: not taken now</source><translation>{place}: 지금은 받지 않습니다</translation></message>
    <message><source>{ticks} ticks</source><translation>{ticks}호가</translation></message>
    <message><source>%</source><comment>unit</comment><translation>%</translation></message>
    <message><source>The price has to be typed a second time.</source><translation>주문가를 한 번 더 입력해야 나갑니다.</translation></message>
    <message><source>You are asked once more before such an order.</source><translation>이런 주문은 보내기 전에 한 번 더 묻습니다.</translation></message>
    <message><source>nothing now, it would rest</source><translation>지금 체결될 물량 없음, 호가에 남음</translation></message>
    <message><source>{shares} shares only, {prices}</source><translation>{shares}주만 · {prices}</translation></message>
    <message><source>By the broker's figure of the day; sales go on. 3 billion: not watched.</source><translation>증권사가 알려 주는 당일손익으로 봅니다. 매도는 됩니다. 30억이면 보지 않습니다.</translation></message>
    <message><source>Stop buying after a loss of</source><translation>하루 손실이 이만큼이면 매수 중지</translation></message>
    <message><source>Deposits and margins</source><translation>예수금·증거금</translation></message>
    <message><source>Deposits</source><translation>예수금</translation></message>
    <message><source>Cash (won)</source><translation>예수금 (원)</translation></message>
    <message><source>From sales</source><comment>settlement</comment><translation>매도 정산</translation></message>
    <message><source>For purchases</source><comment>settlement</comment><translation>매수 정산</translation></message>
    <message><source>Settled</source><comment>settlement</comment><translation>정산 합계</translation></message>
    <message><source>D+1</source><comment>settlement</comment><translation>D+1</translation></message>
    <message><source>D+2</source><comment>settlement</comment><translation>D+2</translation></message>
    <message><source>Margin rate</source><translation>증거금률</translation></message>
    <message><source>Without debt</source><comment>margin</comment><translation>미수 없이</translation></message>
    <message><source>Orderable shares</source><translation>주문가능 수량</translation></message>
    <message><source>Shares on credit</source><translation>신용 수량</translation></message>
    <message><source>Won on credit</source><translation>신용 금액</translation></message>
    <message><source>Reused of yesterday</source><translation>전일 재사용</translation></message>
    <message><source>Reused of today</source><translation>금일 재사용</translation></message>
    <message><source>Whole account</source><translation>계좌 전체</translation></message>
    <message><source>The broker tells no deposit.</source><translation>예수금이 오지 않았습니다.</translation></message>
    <message><source>Today's state</source><translation>당일 현황</translation></message>
    <message><source>Margin in detail</source><translation>증거금 세부</translation></message>
    <message><source>Cash and loans</source><translation>예수금·대출</translation></message>
    <message><source>Orderable</source><comment>margin page</comment><translation>주문가능</translation></message>
    <message><source>Margins and loans</source><translation>증거금·대출</translation></message>
    <message><source>Estimated assets {won} won</source><translation>추정자산 {won}원</translation></message>
    <message><source>Unsettled: {won} won</source><translation>미수 {won}원</translation></message>
    <message><source>Nothing is unsettled</source><translation>미수 없음</translation></message>
    <message><source>Orderable by margin</source><translation>증거금률별 주문가능</translation></message>
    <message><source>The broker tells no figure for this instrument.</source><translation>이 종목의 주문가능 수량이 오지 않았습니다.</translation></message>
    <message><source>Choose an instrument.</source><translation>종목을 골라 주세요.</translation></message>
    <message><source>Buying {count} shares: {won} won with a fee of {fee}, left on D+1 {left}</source><translation>{count}주 매수 {won}원(수수료 {fee}) · 익일 인출가능 {left}</translation></message>
    <message><source>credit margin {rate}</source><translation>신용보증금 {rate}</translation></message>
    <message><source>All of these figures are zero.</source><translation>모두 0입니다.</translation></message>
    <message><source>30 days left at most</source><translation>잔존 30일 이내</translation></message>
    <message><source>90 days left at most</source><translation>잔존 90일 이내</translation></message>
    <message><source>A market by day</source><translation>시장 일별</translation></message>
    <message><source>A market by time</source><translation>시장 시간대별</translation></message>
    <message><source>A member in this name</source><translation>이 종목의 거래원 추이</translation></message>
    <message><source>After the close</source><translation>장 마감 후</translation></message>
    <message><source>All</source><comment>filter</comment><translation>전체</translation></message>
    <message><source>All funds</source><translation>전체 ETF</translation></message>
    <message><source>All names</source><comment>views</comment><translation>전체 종목</translation></message>
    <message><source>All warrants</source><translation>전체 ELW</translation></message>
    <message><source>Arbitrage balance</source><translation>차익 잔고</translation></message>
    <message><source>At the money</source><translation>등가격(ATM)</translation></message>
    <message><source>By book size</source><translation>잔량 순위</translation></message>
    <message><source>By day</source><translation>일별</translation></message>
    <message><source>By investor, a period</source><translation>투자자별 기간 매매</translation></message>
    <message><source>By member</source><comment>elw</comment><translation>거래원별 순매매</translation></message>
    <message><source>By rate of change</source><translation>등락률 순위</translation></message>
    <message><source>By time</source><translation>시간대별</translation></message>
    <message><source>Conditions</source><comment>filter</comment><translation>조건</translation></message>
    <message><source>Cumulative chart</source><translation>누적 순매수 차트</translation></message>
    <message><source>Cumulative of a year</source><translation>1년 누적</translation></message>
    <message><source>Details</source><translation>상세 정보</translation></message>
    <message><source>Discount of 0.5 % and more</source><translation>괴리율 -0.5% 이하</translation></message>
    <message><source>ELW</source><comment>panel</comment><translation>ELW</translation></message>
    <message><source>ETF</source><comment>panel</comment><translation>ETF</translation></message>
    <message><source>Favourite</source><translation>즐겨찾기</translation></message>
    <message><source>Favourites</source><translation>즐겨찾기</translation></message>
    <message><source>Find in the list</source><translation>목록에서 찾기</translation></message>
    <message><source>Flows by day</source><translation>일별 수급</translation></message>
    <message><source>Flows by time</source><translation>시간대별 수급</translation></message>
    <message><source>Foreign holdings</source><translation>외국인 보유</translation></message>
    <message><source>Greeks by day</source><translation>민감도 일별</translation></message>
    <message><source>Holdings of the provider</source><translation>LP 보유 추이</translation></message>
    <message><source>In the money</source><translation>내가격(ITM)</translation></message>
    <message><source>Institutions and foreigners</source><translation>기관·외국인 누적</translation></message>
    <message><source>Institutions, a period</source><translation>기관 기간 매매</translation></message>
    <message><source>Institutions, last day</source><translation>기관·외국인 최근일</translation></message>
    <message><source>Investors</source><translation>투자자</translation></message>
    <message><source>Left the top five</source><translation>상위 이탈원</translation></message>
    <message><source>Lending</source><translation>대차</translation></message>
    <message><source>Lending, all</source><translation>대차 전체</translation></message>
    <message><source>Lending, name by name</source><translation>대차 종목별</translation></message>
    <message><source>Lending, top ten</source><translation>대차 상위 10</translation></message>
    <message><source>Leveraged and inverse</source><translation>레버리지·인버스</translation></message>
    <message><source>Live · {time}</source><translation>실시간 · {time}</translation></message>
    <message><source>Main members of the day</source><translation>당일 주요 거래원</translation></message>
    <message><source>Markets</source><translation>시장</translation></message>
    <message><source>Members</source><translation>거래원</translation></message>
    <message><source>Members of a period</source><translation>기간별 증권사 순위</translation></message>
    <message><source>NAV and price by day</source><translation>NAV·가격 일별</translation></message>
    <message><source>NAV and price by time</source><translation>NAV·가격 시간대별</translation></message>
    <message><source>NAV now</source><translation>현재 NAV</translation></message>
    <message><source>Name by name</source><translation>종목별 현황</translation></message>
    <message><source>Net buying members</source><translation>순매수 거래원 순위</translation></message>
    <message><source>No row meets the conditions.</source><translation>조건에 맞는 종목이 없습니다.</translation></message>
    <message><source>One member</source><translation>거래원 하나</translation></message>
    <message><source>Out of the money</source><translation>외가격(OTM)</translation></message>
    <message><source>Period</source><comment>filter</comment><translation>기간</translation></message>
    <message><source>Premium</source><comment>elw</comment><translation>괴리율</translation></message>
    <message><source>Premium of 0.5 % and more</source><translation>괴리율 +0.5% 이상</translation></message>
    <message><source>Prices a member traded at</source><translation>거래원 매물대</translation></message>
    <message><source>Prints</source><translation>체결</translation></message>
    <message><source>Programme trading</source><translation>프로그램 매매</translation></message>
    <message><source>Proximity</source><translation>근접율</translation></message>
    <message><source>Return of a period</source><translation>기간 수익률</translation></message>
    <message><source>Save as CSV</source><translation>CSV로 저장</translation></message>
    <message><source>Save as Excel</source><translation>엑셀로 저장</translation></message>
    <message><source>Screener</source><translation>조건 검색</translation></message>
    <message><source>Sharp moves</source><translation>가격 급등락</translation></message>
    <message><source>Short selling</source><translation>공매도</translation></message>
    <message><source>Short selling, lending</source><translation>공매도·대차</translation></message>
    <message><source>Show only</source><translation>골라 보기</translation></message>
    <message><source>Streaks</source><translation>연속 순매매</translation></message>
    <message><source>Sudden member volume</source><translation>거래원 순간 거래량</translation></message>
    <message><source>This fund</source><translation>이 ETF</translation></message>
    <message><source>This name</source><comment>views</comment><translation>이 종목</translation></message>
    <message><source>This warrant</source><translation>이 ELW</translation></message>
    <message><source>Top 50</source><translation>순매수 상위 50</translation></message>
    <message><source>Top five now</source><translation>상위 5 거래원</translation></message>
    <message><source>Top of the day by investor</source><translation>투자자별 당일 상위</translation></message>
    <message><source>Totals of a period</source><translation>기간 합계</translation></message>
    <message><source>Tracking error of 1 % and more</source><translation>추적오차율 1% 이상</translation></message>
    <message><source>Views</source><translation>보기</translation></message>
    <message><source>What a member trades</source><translation>거래원의 매매 상위</translation></message>
    <message><source>Within the day</source><translation>장중</translation></message>
    <message><source>Within the day</source><comment>all names</comment><translation>장중 투자자별 매매</translation></message>
    <message><source>Worth and greeks now</source><translation>이론가·민감도</translation></message>
    <message><source>{count} days back</source><translation>최근 {count}일</translation></message>
    <message><source>{count} months back</source><translation>최근 {count}개월</translation></message>
    <message><source>{count} years back</source><translation>최근 {count}년</translation></message>
    <message><source>Amount (won)</source><translation>금액 (원)</translation></message>
    <message><source>Instrument page</source><translation>종목정보</translation></message>
    <message><source>Figures</source><translation>시세·지표</translation></message>
    <message><source>Reading the figures…</source><translation>시세와 지표를 읽는 중입니다…</translation></message>
    <message><source>Choose a name to see its page.</source><translation>종목을 고르면 종목정보가 여기에 나옵니다.</translation></message>
    <message><source>Executions</source><translation>체결</translation></message>
    <message><source>Against the day before</source><translation>전일 비교</translation></message>
    <message><source>Highest of 250 days</source><translation>250일 최고</translation></message>
    <message><source>on</source><comment>date of an extreme</comment><translation>기록일</translation></message>
    <message><source>Price against it %</source><translation>대비율 %</translation></message>
    <message><source>Lowest of 250 days</source><translation>250일 최저</translation></message>
    <message><source>Highest of the year</source><translation>연중 최고</translation></message>
    <message><source>Lowest of the year</source><translation>연중 최저</translation></message>
    <message><source>Sales</source><translation>매출액</translation></message>
    <message><source>Operating profit</source><translation>영업이익</translation></message>
    <message><source>Net profit</source><translation>당기순이익</translation></message>
    <message><source>Market value</source><translation>시가총액</translation></message>
    <message><source>Share of the market %</source><translation>시총 비중 %</translation></message>
    <message><source>Listed shares</source><translation>상장주식</translation></message>
    <message><source>Free float %</source><translation>유통비율 %</translation></message>
    <message><source>Foreign limit used %</source><translation>외인소진율 %</translation></message>
    <message><source>Bought on credit %</source><translation>신용비율 %</translation></message>
    <message><source>Collateral price</source><translation>대용가</translation></message>
    <message><source>Capital</source><translation>자본금</translation></message>
    <message><source>Face value</source><translation>액면가</translation></message>
    <message><source>Settlement month</source><translation>결산월</translation></message>
    <message><source>Sector</source><translation>업종</translation></message>
    <message><source>Size class</source><translation>규모</translation></message>
    <message><source>Listed on</source><translation>상장일</translation></message>
    <message><source>Supervision</source><translation>감리</translation></message>
    <message><source>Warning</source><translation>투자유의</translation></message>
    <message><source>Trades on NXT</source><translation>NXT 거래</translation></message>
    <message><source>Margin</source><translation>증거금</translation></message>
    <message><source>Notice</source><translation>종목정보</translation></message>
    <message><source>Best ask size</source><translation>매도1호가 잔량</translation></message>
    <message><source>Best ask orders</source><translation>매도1호가 건수</translation></message>
    <message><source>Best bid size</source><translation>매수1호가 잔량</translation></message>
    <message><source>Best bid orders</source><translation>매수1호가 건수</translation></message>
    <message><source>All asks</source><translation>총매도잔량</translation></message>
    <message><source>All bids</source><translation>총매수잔량</translation></message>
    <message><source>After-hours asks</source><translation>시간외 매도잔량</translation></message>
    <message><source>After-hours bids</source><translation>시간외 매수잔량</translation></message>
    <message><source>Expected price</source><translation>예상체결가</translation></message>
    <message><source>Expected size</source><translation>예상체결량</translation></message>
    <message><source>Bids to asks %</source><translation>매수/매도 잔량 %</translation></message>
    <message><source>Today</source><comment>figures</comment><translation>오늘</translation></message>
    <message><source>Range</source><translation>가격 범위</translation></message>
    <message><source>Shares</source><translation>주식·시총</translation></message>
    <message><source>Standing</source><translation>종목 상태</translation></message>
    <message><source>Average price of the day</source><translation>당일 평균가</translation></message>
    <message><source>of yesterday's volume %</source><translation>전일 거래량 대비 %</translation></message>
    <message><source>Turnover of listed shares %</source><translation>거래회전율 %</translation></message>
    <message><source>Remark</source><translation>비고</translation></message>
    <message><source>Upper limit, to go %</source><translation>상한가 (남은 %)</translation></message>
    <message><source>Lower limit, to go %</source><translation>하한가 (남은 %)</translation></message>
    <message><source>Volume so far</source><translation>누적거래량</translation></message>
    <message><source>Against the day before %</source><translation>전일 대비 %</translation></message>
    <message><source>Its volume so far</source><translation>전일 누적</translation></message>
    <message><source>Its price</source><translation>전일 가격</translation></message>
    <message><source>Its time</source><translation>전일 시각</translation></message>
    <message><source>Today</source><comment>prints</comment><translation>당일</translation></message>
    <message><source>Day before</source><comment>prints</comment><translation>전일</translation></message>
    <message><source>Latest</source><translation>최근 체결</translation></message>
    <message><source>Today by minute</source><translation>당일 분별</translation></message>
    <message><source>Bought {bought} · sold {sold}</source><translation>매수체결 {bought} · 매도체결 {sold}</translation></message>
    <message><source>By print</source><translation>체결별</translation></message>
    <message><source>Individuals</source><translation>개인</translation></message>
    <message><source>Foreigners</source><translation>외국인</translation></message>
    <message><source>Institutions</source><translation>기관</translation></message>
    <message><source>Prices and investors</source><translation>주가·투자자</translation></message>
    <message><source>Before, in and after the session</source><translation>장전·장중·장후</translation></message>
    <message><source>Foreign holdings and credit</source><translation>외인보유·신용</translation></message>
    <message><source>What is shown</source><translation>보는 내용</translation></message>
    <message><source>5 min</source><translation>5분</translation></message>
    <message><source>20 min</source><translation>20분</translation></message>
    <message><source>60 min</source><translation>60분</translation></message>
    <message><source>5 days</source><translation>5일</translation></message>
    <message><source>20 days</source><translation>20일</translation></message>
    <message><source>60 days</source><translation>60일</translation></message>
    <message><source>Before the session %</source><translation>장전 비중 %</translation></message>
    <message><source>After the session %</source><translation>장후 비중 %</translation></message>
    <message><source>Foreign holdings %</source><translation>외인보유 %</translation></message>
    <message><source>Credit balance %</source><translation>신용잔고 %</translation></message>
    <message><source>There are no days of this name.</source><translation>이 종목의 일별 자료가 없습니다.</translation></message>
    <message><source>more follow</source><translation>더 있음</translation></message>
    <message><source>Prices</source><comment>rankings</comment><translation>가격</translation></message>
    <message><source>Volume and value</source><comment>rankings</comment><translation>거래량·대금</translation></message>
    <message><source>Order book</source><comment>rankings</comment><translation>호가잔량</translation></message>
    <message><source>Investors</source><comment>rankings</comment><translation>투자자</translation></message>
    <message><source>Members</source><comment>rankings</comment><translation>거래원</translation></message>
    <message><source>Auctions and after hours</source><comment>rankings</comment><translation>동시호가·시간외·관심</translation></message>
    <message><source>Against the open</source><translation>시가 대비 등락률</translation></message>
    <message><source>New highs and lows</source><translation>신고·신저가</translation></message>
    <message><source>Close to high or low</source><translation>고가·저가 근접</translation></message>
    <message><source>Upper and lower limits</source><translation>상한가·하한가</translation></message>
    <message><source>High and low PER</source><translation>PER·PBR·ROE</translation></message>
    <message><source>Volume at prices</source><translation>매물대 집중</translation></message>
    <message><source>Top volume yesterday</source><translation>전일 거래량 상위</translation></message>
    <message><source>Volume records</source><translation>거래량 갱신</translation></message>
    <message><source>Sharp rises of volume</source><translation>거래량 급증</translation></message>
    <message><source>Top by credit ratio</source><translation>신용비율 상위</translation></message>
    <message><source>Top by book size</source><translation>호가잔량 상위</translation></message>
    <message><source>Sharp rises of book size</source><translation>호가잔량 급증</translation></message>
    <message><source>Sharp rises of the book's ratio</source><translation>잔량비율 급증</translation></message>
    <message><source>Foreigners, a period</source><translation>외국인 기간별 상위</translation></message>
    <message><source>Foreign streaks</source><translation>외국인 연속 순매매</translation></message>
    <message><source>Rising use of the foreign limit</source><translation>외국인 한도소진율 증가</translation></message>
    <message><source>Through foreign members</source><translation>외국계 창구 상위</translation></message>
    <message><source>Foreigners and institutions together</source><translation>외국인·기관 동일 순매매</translation></message>
    <message><source>Foreigners buy</source><translation>외국인 순매수</translation></message>
    <message><source>Foreigners sell</source><translation>외국인 순매도</translation></message>
    <message><source>Institutions buy</source><translation>기관 순매수</translation></message>
    <message><source>Institutions sell</source><translation>기관 순매도</translation></message>
    <message><source>Expected prices</source><translation>예상체결 등락률</translation></message>
    <message><source>After-hours single price</source><translation>시간외 단일가 등락률</translation></message>
    <message><source>Most looked up</source><translation>실시간 조회 순위</translation></message>
    <message><source>Programmes</source><translation>프로그램</translation></message>
    <message><source>Today</source><comment>period</comment><translation>오늘</translation></message>
    <message><source>1 week</source><comment>period</comment><translation>1주</translation></message>
    <message><source>1 month</source><comment>period</comment><translation>1개월</translation></message>
    <message><source>3 months</source><comment>period</comment><translation>3개월</translation></message>
    <message><source>6 months</source><comment>period</comment><translation>6개월</translation></message>
    <message><source>1 year</source><comment>period</comment><translation>1년</translation></message>
    <message><source>This month</source><comment>period</comment><translation>이번 달</translation></message>
    <message><source>This year</source><comment>period</comment><translation>올해</translation></message>
    <message><source>From day to day</source><comment>period</comment><translation>직접 입력</translation></message>
    <message><source>Days</source><comment>period</comment><translation>조회 기간</translation></message>
    <message><source>First day</source><translation>시작일</translation></message>
    <message><source>Last day</source><translation>종료일</translation></message>
    <message><source>Profit by day</source><translation>일별 실현손익</translation></message>
    <message><source>Running sum</source><translation>누적손익</translation></message>
    <message><source>Days won</source><translation>이익일</translation></message>
    <message><source>Day</source><translation>일자</translation></message>
    <message><source>Profit after costs</source><translation>실현손익</translation></message>
    <message><source>Before costs</source><translation>비용 전 손익</translation></message>
    <message><source>Fee</source><translation>수수료</translation></message>
    <message><source>Tax</source><translation>세금</translation></message>
    <message><source>Sold won</source><translation>매도금액</translation></message>
    <message><source>Bought won</source><translation>매수금액</translation></message>
    <message><source>Share of gains %</source><translation>손익 비중 %</translation></message>
    <message><source>Shares sold</source><translation>매도수량</translation></message>
    <message><source>By day</source><comment>profit</comment><translation>일별</translation></message>
    <message><source>By week</source><comment>profit</comment><translation>주별</translation></message>
    <message><source>By month</source><comment>profit</comment><translation>월별</translation></message>
    <message><source>By name</source><comment>profit</comment><translation>종목별</translation></message>
    <message><source>Worth</source><comment>profit page</comment><translation>자산 추이</translation></message>
    <message><source>Spans</source><comment>profit</comment><translation>묶음</translation></message>
    <message><source>Nothing was traded on these days.</source><translation>이 기간에는 매매가 없습니다.</translation></message>
    <message><source>Sold on the day</source><translation>그날 판 종목</translation></message>
    <message><source>Nothing was sold on this day.</source><translation>이날은 판 종목이 없습니다.</translation></message>
    <message><source>Profit by name</source><translation>종목별 실현손익</translation></message>
    <message><source>Nothing was sold on these days.</source><translation>이 기간에는 판 종목이 없습니다.</translation></message>
    <message><source>Worth by day</source><translation>일별 추정자산</translation></message>
    <message><source>The broker tells no worth for these days.</source><translation>이 기간의 추정자산이 오지 않았습니다.</translation></message>
    <message><source>Held on the day</source><translation>그날 보유 종목</translation></message>
    <message><source>Nothing was held that day.</source><translation>이날은 보유 종목이 없었습니다.</translation></message>
    <message><source>Return</source><translation>수익률</translation></message>
    <message><source>Realised profit</source><translation>실현손익</translation></message>
    <message><source>Choose a day.</source><translation>일자를 골라 주세요.</translation></message>
    <message><source>Profit {profit} · fee {fee} · tax {tax} · {won} of {days} days won</source><translation>실현손익 {profit} · 수수료 {fee} · 세금 {tax} · {days}일 중 {won}일 이익</translation></message>
    <message><source>the broker tells {won}</source><translation>증권사 합계 {won}</translation></message>
    <message><source>Best day {best} · worst day {worst} · deepest fall {deepest}</source><translation>최고 {best} · 최저 {worst} · 최대 낙폭 {deepest}</translation></message>
    <message><source>Return {rate} % · {profit} won · paid in {ins} · drawn {outs} · turnover {turns} %</source><translation>수익률 {rate}% · 평가손익 {profit}원 · 입금 {ins} · 출금 {outs} · 회전율 {turns}%</translation></message>
    <message><source>Loans</source><translation>융자금</translation></message>
    <message><source>Journal</source><translation>매매일지</translation></message>
    <message><source>Nothing was traded on this day.</source><translation>이날은 매매가 없습니다.</translation></message>
    <message><source>This name was not sold on this day.</source><translation>이날 이 종목을 판 내역이 없습니다.</translation></message>
    <message><source>Sales of the name</source><translation>종목별 매도 내역</translation></message>
    <message><source>All sales</source><translation>당일 매도 전체</translation></message>
    <message><source>Bought and sold the same day</source><translation>당일 매수한 것의 매도</translation></message>
    <message><source>Cash and credit</source><translation>현금·신용</translation></message>
    <message><source>Cash only</source><translation>현금만</translation></message>
    <message><source>Credit only</source><translation>신용만</translation></message>
    <message><source>Sales</source><comment>journal</comment><translation>매도 범위</translation></message>
    <message><source>Cash or credit</source><translation>현금·신용 구분</translation></message>
    <message><source>Day before</source><translation>전날</translation></message>
    <message><source>Day after</source><translation>다음 날</translation></message>
    <message><source>Choose a name above to see its sales.</source><translation>위에서 종목을 고르면 매도 내역이 나옵니다.</translation></message>
    <message><source>Profit {profit} ({rate} %) · costs {costs} · bought {bought} · sold {sold}</source><translation>손익 {profit} ({rate}%) · 수수료·세금 {costs} · 매수 {bought} · 매도 {sold}</translation></message>
    <message><source>Trading journal</source><translation>당일매매일지</translation></message>
    <message><source>All</source><comment>transactions</comment><translation>전체</translation></message>
    <message><source>Trades</source><comment>transactions</comment><translation>매매</translation></message>
    <message><source>Purchases</source><comment>transactions</comment><translation>매수</translation></message>
    <message><source>Sales</source><comment>transactions</comment><translation>매도</translation></message>
    <message><source>Cash in and out</source><comment>transactions</comment><translation>입출금</translation></message>
    <message><source>Cash in</source><comment>transactions</comment><translation>입금</translation></message>
    <message><source>Cash out</source><comment>transactions</comment><translation>출금</translation></message>
    <message><source>Shares in and out</source><comment>transactions</comment><translation>입출고</translation></message>
    <message><source>Loans paid back</source><comment>transactions</comment><translation>현금상환</translation></message>
    <message><source>In order</source><comment>day orders</comment><translation>주문순</translation></message>
    <message><source>Newest first</source><comment>day orders</comment><translation>최근순</translation></message>
    <message><source>Open only</source><comment>day orders</comment><translation>미체결만</translation></message>
    <message><source>Filled only</source><comment>day orders</comment><translation>체결만</translation></message>
    <message><source>Kind</source><comment>transactions</comment><translation>거래 구분</translation></message>
    <message><source>Linked name only</source><translation>연결 종목만</translation></message>
    <message><source>Transactions</source><translation>거래내역</translation></message>
    <message><source>Nothing moved on these days.</source><translation>이 기간에는 거래내역이 없습니다.</translation></message>
    <message><source>Next settlement</source><translation>결제 예정</translation></message>
    <message><source>Nothing settles on the next trading day.</source><translation>다음 거래일에 결제할 내역이 없습니다.</translation></message>
    <message><source>Orders</source><comment>day orders</comment><translation>주문 구분</translation></message>
    <message><source>Orders of the day</source><translation>주문·체결 내역</translation></message>
    <message><source>There were no such orders on this day.</source><translation>이날은 해당하는 주문이 없습니다.</translation></message>
    <message><source>Orders of a day</source><translation>주문·체결</translation></message>
    <message><source>Fees {fee} · taxes {tax} · paid in {ins} · paid out {outs}</source><translation>수수료 {fee} · 세금 {tax} · 입금 {ins} · 출금 {outs}</translation></message>
    <message><source>Traded {traded}, settles {settles} · sales {sold} · purchases {bought} · {net}</source><translation>{traded} 매매 · {settles} 결제 · 매도 {sold} · 매수 {bought} · 차액 {net}</translation></message>
    <message><source>Filled: sales {sold} · purchases {bought} · together {sum} won</source><translation>체결 매도 {sold} · 매수 {bought} · 합계 {sum}원</translation></message>
    <message><source>Transactions and settlement</source><translation>거래내역·결제</translation></message>
    <message><source>All rights</source><translation>전체</translation></message>
    <message><source>Warrants of bonds</source><translation>신주인수권증권</translation></message>
    <message><source>Subscription certificates</source><translation>신주인수권증서</translation></message>
    <message><source>Subscription rights</source><translation>신주인수권</translation></message>
    <message><source>Choose a right to type in the issue price of its shares.</source><translation>종목을 고르면 신주 발행가를 적을 수 있습니다.</translation></message>
    <message><source>Issue price</source><translation>발행가</translation></message>
    <message><source>No right of this kind is listed.</source><translation>상장된 신주인수권이 없습니다.</translation></message>
    <message><source>Share price</source><translation>주가</translation></message>
    <message><source>of the share %</source><translation>주가 대비 %</translation></message>
    <message><source>Implied issue price</source><translation>내재 발행가</translation></message>
    <message><source>Worth</source><translation>행사가치</translation></message>
    <message><source>Parity %</source><translation>패리티 %</translation></message>
    <message><source>Premium %</source><translation>괴리율 %</translation></message>
    <message><source>Issue price (won)</source><translation>신주 발행가(원)</translation></message>
    <message><source>Share</source><translation>보통주</translation></message>
    <message><source>After fees and tax</source><translation>수수료·세금 반영</translation></message>
    <message><source>Holdings</source><translation>보유 종목</translation></message>
    <message><source>No order is open.</source><translation>미체결 주문이 없습니다.</translation></message>
    <message><source>Parts of the order</source><translation>SOR 분할 주문</translation></message>
    <message><source>This order was not divided between exchanges.</source><translation>거래소별로 나뉘지 않은 주문입니다.</translation></message>
    <message><source>Filled orders</source><translation>체결</translation></message>
    <message><source>Nothing was filled today.</source><translation>오늘 체결이 없습니다.</translation></message>
    <message><source>Holdings in detail</source><translation>잔고 상세</translation></message>
    <message><source>Orders of today</source><translation>당일 주문</translation></message>
    <message><source>Choose an open order.</source><translation>미체결 주문을 골라 주세요.</translation></message>
    <message><source>Bought {cost} · worth {value} · {profit} ({rate} %)</source><translation>매입 {cost} · 평가 {value} · {profit} ({rate}%)</translation></message>
    <message><source>loans {won}</source><translation>융자 {won}</translation></message>
    <message><source>today {won}</source><translation>당일 {won}</translation></message>
    <message><source>Fees of today {fee} · taxes {tax}</source><translation>오늘 수수료 {fee} · 세금 {tax}</translation></message>
    <message><source>Kind</source><comment>holding</comment><translation>구분</translation></message>
    <message><source>Valuation profit</source><translation>평가손익</translation></message>
    <message><source>Weight %</source><translation>비중 %</translation></message>
    <message><source>Loan</source><translation>융자금액</translation></message>
    <message><source>Interest</source><translation>이자</translation></message>
    <message><source>Lent on</source><translation>대출일</translation></message>
    <message><source>Due on</source><comment>loan</comment><translation>만기일</translation></message>
    <message><source>Settled shares</source><translation>결제잔고</translation></message>
    <message><source>Bought on</source><translation>매입일</translation></message>
    <message><source>Kind</source><comment>vi</comment><translation>구분</translation></message>
    <message><source>Direction</source><translation>방향</translation></message>
    <message><source>All kinds</source><comment>vi</comment><translation>종류 전체</translation></message>
    <message><source>Static</source><translation>정적</translation></message>
    <message><source>Dynamic</source><translation>동적</translation></message>
    <message><source>Both</source><comment>vi</comment><translation>동적+정적</translation></message>
    <message><source>Any</source><comment>vi</comment><translation>방향 전체</translation></message>
    <message><source>Up</source><comment>vi</comment><translation>상승</translation></message>
    <message><source>Down</source><comment>vi</comment><translation>하락</translation></message>
    <message><source>Volatility interruptions</source><translation>VI 발동</translation></message>
    <message><source>Look in:</source><translation>위치:</translation></message>
    <message><source>Files of type:</source><translation>파일 형식:</translation></message>
    <message><source>Running</source><comment>vi</comment><translation>발동 중만</translation></message>
    <message><source>released</source><translation>해제</translation></message>
    <message><source>due</source><translation>해제 임박</translation></message>
    <message><source>No interruption today.</source><translation>오늘 발동된 VI가 없습니다.</translation></message>
    <message><source>Left</source><comment>vi</comment><translation>남은 시간</translation></message>
    <message><source>Reference</source><translation>기준가</translation></message>
    <message><source>Triggered</source><translation>발동시각</translation></message>
    <message><source>Released</source><translation>해제시각</translation></message>
    <message><source>Times today</source><translation>발동횟수</translation></message>
    <message><source>{count} now</source><comment>vi</comment><translation>{count}종목 발동 중</translation></message>
    <message><source>▲ up</source><translation>▲ 상승</translation></message>
    <message><source>▼ down</source><translation>▼ 하락</translation></message>
    <message><source>Map</source><translation>지도</translation></message>
    <message><source>Of this name</source><translation>종목의 테마</translation></message>
    <message><source>Map of the themes</source><translation>테마 지도</translation></message>
    <message><source>Broker's groups</source><translation>증권사 관심그룹</translation></message>
    <message><source>The broker's groups could not be read.</source><translation>증권사 관심그룹을 읽지 못했습니다.</translation></message>
    <message><source>The broker keeps no group.</source><translation>증권사에 저장된 관심그룹이 없습니다.</translation></message>
    <message><source>{count} names of {group} are not traded here and were left out.</source><translation>{group}의 {count}종목은 이 환경에 없어 뺐습니다.</translation></message>
    <message><source>{count} names of {group} are in watch {number}.</source><translation>{group}의 {count}종목을 관심 {number}에 넣었습니다.</translation></message>
    <message><source>Best ask</source><translation>최우선 매도</translation></message>
    <message><source>Best bid</source><translation>최우선 매수</translation></message>
    <message><source>Rising</source><translation>상승률</translation></message>
    <message><source>Falling</source><translation>하락률</translation></message>
    <message><source>By size</source><translation>체결량</translation></message>
    <message><source>At the upper limit</source><translation>상한</translation></message>
    <message><source>At the lower limit</source><translation>하한</translation></message>
    <message><source>Up in won</source><translation>상승폭</translation></message>
    <message><source>Down in won</source><translation>하락폭</translation></message>
    <message><source>Auctions and after hours</source><translation>동시호가·시간외</translation></message>
    <message><source>Change of size</source><translation>잔량 증감</translation></message>
    <message><source>Order of the list</source><translation>정렬</translation></message>
    <message><source>Nobody stands in the after-hours book of this name.</source><translation>이 종목의 시간외 단일가 호가가 없습니다.</translation></message>
    <message><source>Auction</source><translation>동시호가</translation></message>
    <message><source>At the closing price</source><translation>시간외 종가</translation></message>
    <message><source>Against the close</source><translation>종가 대비</translation></message>
    <message><source>Choose a name to see its auctions.</source><translation>종목을 고르면 동시호가와 시간외 호가가 나옵니다.</translation></message>
    <message><source>Expected now</source><translation>실시간 예상가</translation></message>
    <message><source>No auction has an expected price now.</source><translation>지금은 예상체결이 있는 종목이 없습니다.</translation></message>
    <message><source>No name was traded at a single price yet.</source><translation>시간외 단일가로 체결된 종목이 아직 없습니다.</translation></message>
    <message><source>Against the last price</source><translation>현재가 대비</translation></message>
    <message><source>Asks</source><translation>매도잔량</translation></message>
    <message><source>Change of asks</source><translation>매도잔량 증감</translation></message>
    <message><source>Bids</source><translation>매수잔량</translation></message>
    <message><source>Change of bids</source><translation>매수잔량 증감</translation></message>
    <message><source>After-hours single price</source><comment>book</comment><translation>시간외 단일가</translation></message>
    <message><source>Price</source><comment>level</comment><translation>호가</translation></message>
    <message><source>Size</source><comment>waiting</comment><translation>잔량</translation></message>
    <message><source>There are no bars of this index yet.</source><translation>이 지수의 봉이 아직 없습니다.</translation></message>
    <message><source>Arbitrage</source><translation>차익거래</translation></message>
    <message><source>Other programmes</source><translation>비차익거래</translation></message>
    <message><source>All programmes</source><translation>프로그램 전체</translation></message>
    <message><source>Sold, shares</source><translation>매도 수량</translation></message>
    <message><source>Bought, shares</source><translation>매수 수량</translation></message>
    <message><source>Net, shares</source><translation>순매수 수량</translation></message>
    <message><source>Sold, million won</source><translation>매도 금액(백만)</translation></message>
    <message><source>Bought, million won</source><translation>매수 금액(백만)</translation></message>
    <message><source>Net, million won</source><translation>순매수 금액(백만)</translation></message>
    <message><source>Nothing is told of this sector.</source><translation>이 업종의 자료가 없습니다.</translation></message>
    <message><source>Choose a name to see its programmes.</source><translation>종목을 고르면 프로그램 매매가 나옵니다.</translation></message>
    <message><source>Level</source><translation>지수</translation></message>
    <message><source>Sectors</source><translation>업종·지수</translation></message>
    <message><source>Amounts (100 million won)</source><translation>금액(억원)</translation></message>
    <message><source>Shares (thousands)</source><translation>수량(천주)</translation></message>
    <message><source>Board</source><translation>현황판</translation></message>
    <message><source>Names</source><comment>sector</comment><translation>구성종목</translation></message>
    <message><source>This sector has no names.</source><translation>이 업종의 구성종목이 없습니다.</translation></message>
    <message><source>No sector is told.</source><translation>업종 자료가 없습니다.</translation></message>
    <message><source>Rising %</source><translation>상승 비율 %</translation></message>
    <message><source>Cash</source><comment>order</comment><translation>현금</translation></message>
    <message><source>Credit</source><comment>order</comment><translation>신용</translation></message>
    <message><source>Loan to pay back</source><translation>상환할 대출</translation></message>
    <message><source>All loans · {count} shares</source><translation>융자합 · {count}주</translation></message>
    <message><source>No loan of this instrument</source><translation>이 종목의 융자 잔고가 없습니다</translation></message>
    <message><source>No credit for this instrument</source><translation>신용융자 불가 종목</translation></message>
    <message><source>A loan allows {count} shares</source><translation>융자 가능 {count}주</translation></message>
    <message><source>{count} shares</source><translation>{count}주</translation></message>
    <message><source>A loan is taken up</source><translation>융자로 매수</translation></message>
    <message><source>All loans are paid back</source><translation>융자합 상환</translation></message>
    <message><source>The loan of {day} is paid back</source><translation>{day} 대출 상환</translation></message>
    <message><source>Of the period %</source><translation>기간 등락률 %</translation></message>
    <message><source>Institutions mn</source><translation>기관 (백만)</translation></message>
    <message><source>Foreigners mn</source><translation>외국인 (백만)</translation></message>
    <message><source>Both mn</source><translation>합계 (백만)</translation></message>
    <message><source>Institutions, days</source><translation>기관 연속일</translation></message>
    <message><source>Foreigners, days</source><translation>외국인 연속일</translation></message>
    <message><source>Both, days</source><translation>합계 연속일</translation></message>
    <message><source>Institutions, sum</source><translation>기관 누적</translation></message>
    <message><source>Foreigners, sum</source><translation>외국인 누적</translation></message>
    <message><source>Net bought</source><translation>순매수</translation></message>
    <message><source>Net change</source><translation>증감</translation></message>
    <message><source>Bought</source><comment>shares</comment><translation>매수</translation></message>
    <message><source>Sold</source><comment>shares</comment><translation>매도</translation></message>
    <message><source>Net bought mn</source><translation>순매수 (백만)</translation></message>
    <message><source>Bought mn</source><translation>매수 (백만)</translation></message>
    <message><source>Sold mn</source><translation>매도 (백만)</translation></message>
    <message><source>Arbitrage mn</source><translation>차익 (백만)</translation></message>
    <message><source>Non-arbitrage mn</source><translation>비차익 (백만)</translation></message>
    <message><source>Seller</source><translation>매도 거래원</translation></message>
    <message><source>Buyer</source><translation>매수 거래원</translation></message>
    <message><source>Lent</source><translation>체결 주수</translation></message>
    <message><source>Returned</source><translation>상환 주수</translation></message>
    <message><source>Volume (thousands)</source><translation>거래량(천주)</translation></message>
    <message><source>Volume so far (thousands)</source><translation>누적거래량(천주)</translation></message>
    <message><source>Date</source><translation>일자</translation></message>
    <message><source>Valuation</source><comment>figures</comment><translation>투자지표</translation></message>
    <message><source>Securities firms</source><translation>금융투자</translation></message>
    <message><source>Investment trusts</source><translation>투신</translation></message>
    <message><source>Pension funds</source><translation>연기금</translation></message>
    <message><source>Private funds</source><translation>사모펀드</translation></message>
    <message><source>Other companies</source><translation>기타법인</translation></message>
    <message><source>Close</source><comment>price</comment><translation>종가</translation></message>
    <message><source>Before the session</source><translation>장전 거래량</translation></message>
    <message><source>In the session</source><translation>장중 거래량</translation></message>
    <message><source>After the session</source><translation>장후 거래량</translation></message>
    <message><source>Foreign share %</source><translation>외인비중 %</translation></message>
    <message><source>Trigger price</source><comment>vi</comment><translation>발동가</translation></message>
    <message><source>Highest credit ratio</source><comment>credits</comment><translation>신용비율 상위</translation></message>
    <message><source>Lendable names</source><comment>credits</comment><translation>융자 가능 종목</translation></message>
    <message><source>Credit trading</source><translation>신용매매</translation></message>
    <message><source>Credit by day</source><comment>credits</comment><translation>신용매매 동향</translation></message>
    <message><source>Bought at</source><translation>매입단가</translation></message>
    <message><source>Sold at</source><translation>매도단가</translation></message>
    <message><source>Filled at</source><translation>체결가</translation></message>
    <message><source>Gold spot</source><translation>금현물</translation></message>
    <message><source>Price</source><comment>gold</comment><translation>시세</translation></message>
    <message><source>Chart</source><comment>gold</comment><translation>차트</translation></message>
    <message><source>Trends</source><comment>gold</comment><translation>동향</translation></message>
    <message><source>Account for gold</source><translation>금현물 계좌</translation></message>
    <message><source>Prints of 100 g and more</source><translation>100g 이상 체결</translation></message>
    <message><source>Figures of today</source><comment>gold</comment><translation>오늘 시세</translation></message>
    <message><source>Prints</source><comment>gold</comment><translation>체결</translation></message>
    <message><source>Best quotes</source><comment>gold</comment><translation>체결별 호가</translation></message>
    <message><source>Expected prices</source><comment>gold</comment><translation>예상 체결</translation></message>
    <message><source>Minutes of today</source><translation>당일 분봉</translation></message>
    <message><source>Ticks of today</source><translation>당일 틱</translation></message>
    <message><source>Minutes</source><comment>gold</comment><translation>분봉</translation></message>
    <message><source>Ticks</source><comment>gold</comment><translation>틱</translation></message>
    <message><source>Days</source><comment>gold</comment><translation>일봉</translation></message>
    <message><source>Weeks</source><comment>gold</comment><translation>주봉</translation></message>
    <message><source>Months</source><comment>gold</comment><translation>월봉</translation></message>
    <message><source>Investors of all gold</source><translation>투자자별 매매</translation></message>
    <message><source>Net buyers</source><translation>순매수 투자자</translation></message>
    <message><source>Net sellers</source><translation>순매도 투자자</translation></message>
    <message><source>Days and who bought</source><translation>일별 추이와 순매수</translation></message>
    <message><source>Holdings</source><comment>gold</comment><translation>잔고</translation></message>
    <message><source>Deposit</source><comment>gold</comment><translation>예수금</translation></message>
    <message><source>Open orders</source><comment>gold</comment><translation>미체결</translation></message>
    <message><source>Orders and fills</source><comment>gold</comment><translation>주문·체결</translation></message>
    <message><source>All orders of a day</source><comment>gold</comment><translation>주문 전체</translation></message>
    <message><source>Transactions</source><comment>gold</comment><translation>거래내역</translation></message>
    <message><source>Gold abroad: not pushed yet</source><translation>국제 환산가: 아직 오지 않음</translation></message>
    <message><source>Gold abroad {price} won/g</source><translation>국제 환산가 {price}원/g</translation></message>
    <message><source>Premium {rate}</source><comment>gold</comment><translation>국내 괴리율 {rate}</translation></message>
    <message><source>Net bought 100 mn</source><translation>순매수(억)</translation></message>
    <message><source>Net bought thousands</source><translation>순매수(천)</translation></message>
    <message><source>Bought 100 mn</source><translation>매수(억)</translation></message>
    <message><source>Sold 100 mn</source><translation>매도(억)</translation></message>
    <message><source>Today</source><comment>filter</comment><translation>오늘</translation></message>
    <message><source>{count} trading days back</source><translation>{count}거래일 전</translation></message>
    <message><source>Grams</source><translation>체결량(g)</translation></message>
    <message><source>Sum</source><comment>grams</comment><translation>누적</translation></message>
    <message><source>Close</source><comment>gold</comment><translation>종가</translation></message>
    <message><source>Investor</source><comment>gold</comment><translation>투자자</translation></message>
    <message><source>Against the day before 100 mn</source><translation>전일 대비(억)</translation></message>
    <message><source>Of the month 100 mn</source><translation>이달 누적(억)</translation></message>
    <message><source>Individuals thousands</source><translation>개인(천)</translation></message>
    <message><source>Foreigners thousands</source><translation>외국인(천)</translation></message>
    <message><source>Institutions thousands</source><translation>기관(천)</translation></message>
    <message><source>Grams</source><comment>order</comment><translation>수량(g)</translation></message>
    <message><source>Won a gram</source><translation>1g당 가격</translation></message>
    <message><source>Order gold</source><translation>금 주문</translation></message>
    <message><source>Sellable g</source><comment>order</comment><translation>매도가능(g)</translation></message>
    <message><source>{shares} g only, {prices}</source><translation>{shares}g만, {prices}</translation></message>
    <message><source>Reading the account for gold…</source><translation>금현물 계좌를 읽는 중…</translation></message>
    <message><source>The account for gold could not be read; it is asked again.</source><translation>금현물 계좌를 읽지 못했습니다. 다시 요청합니다.</translation></message>
    <message><source>None of this gold is held.</source><translation>보유한 수량이 없습니다.</translation></message>
    <message><source>Held {grams} g at {price} won, profit {profit} won</source><translation>보유 {grams}g · 평균 {price}원 · 손익 {profit}원</translation></message>
    <message><source>Unfilled g</source><translation>미체결(g)</translation></message>
    <message><source>Filled g</source><translation>체결(g)</translation></message>
    <message><source>Open orders for gold</source><translation>금현물 미체결</translation></message>
    <message><source>No open order for gold.</source><translation>금현물 미체결 주문이 없습니다.</translation></message>
    <message><source>Held g</source><translation>보유(g)</translation></message>
    <message><source>Sellable g</source><translation>가능(g)</translation></message>
    <message><source>Worth won</source><comment>gold</comment><translation>평가금액(원)</translation></message>
    <message><source>Profit won</source><comment>gold</comment><translation>손익(원)</translation></message>
    <message><source>Profit %</source><comment>gold</comment><translation>손익률 %</translation></message>
    <message><source>Bought at</source><comment>gold</comment><translation>매수 단가</translation></message>
    <message><source>Sold at</source><comment>gold</comment><translation>매도 단가</translation></message>
    <message><source>Volume thousands</source><translation>거래량(천)</translation></message>
    <message><source>Value mn</source><comment>gold</comment><translation>거래대금(백만)</translation></message>
    <message><source>Traded g</source><translation>거래(g)</translation></message>
    <message><source>VAT won</source><translation>부가세(원)</translation></message>
    <message><source>Settled won</source><translation>정산금액(원)</translation></message>
    <message><source>Cash left won</source><translation>예수금 잔고(원)</translation></message>
    <message><source>Left g</source><translation>잔고(g)</translation></message>
    <message><source>Balance change mn</source><translation>잔고 증감 (백만원)</translation></message>
    <message><source>Buy gold</source><translation>금현물 매수 주문</translation></message>
    <message><source>Sell gold</source><translation>금현물 매도 주문</translation></message>
    <message><source>No single prices since {day}: the KRX after-market trades from {start} to {end}.</source><translation>{day}부터 시간외 단일가가 없습니다. KRX 애프터마켓이 {start}부터 {end}까지 열립니다.</translation></message>
    <message><source>1. On the broker's REST API site, apply for the service with your account.</source><translation>1. 증권사 REST API 홈페이지에서 계좌로 서비스를 신청해 주세요.</translation></message>
    <message><source>2. Register the public address of this line there, as the picture shows it.</source><translation>2. 같은 곳에 이 회선의 공인 IP 주소를 그림처럼 등록해 주세요.</translation></message>
    <message><source>3. Make an app key and a secret key: one pair for the demo, one for live trading.</source><translation>3. 앱키와 시크릿키를 발급받습니다. 모의투자용과 실전투자용이 따로 있습니다.</translation></message>
    <message><source>4. Open the desk of that environment below and paste both. They stay in the keyring.</source><translation>4. 아래에서 그 환경의 데스크를 열고 두 키를 붙여 넣습니다. 키는 시스템 키 저장소에만 남습니다.</translation></message>
    <message><source>8030 the key</source><comment>guide</comment><translation>8030 키가 다름</translation></message>
    <message><source>8031 the login</source><comment>guide</comment><translation>8031 로그인이 다름</translation></message>
    <message><source>A name is found, a price pressed in the book, the order sent in the ticket.</source><translation>종목을 찾고, 호가에서 가격을 누르고, 주문창에서 주문합니다.</translation></message>
    <message><source>App key</source><comment>guide</comment><translation>앱키</translation></message>
    <message><source>Auctions, interruptions, fees and tax are as at the exchange. The money is not real.</source><translation>단일가, VI, 수수료와 세금이 실제 시장과 같습니다. 돈은 진짜가 아닙니다.</translation></message>
    <message><source>Average price</source><comment>guide</comment><translation>평균 단가</translation></message>
    <message><source>Compare the deposit and each holding with the broker's own screen, to the won.</source><translation>예수금과 보유 종목을 증권사 화면과 1원까지 비교해 주세요.</translation></message>
    <message><source>Connect, only look</source><comment>guide</comment><translation>보기만 연결하기</translation></message>
    <message><source>Ctrl+Shift+K stops everything at any time: no new orders, open ones are cancelled.</source><translation>Ctrl+Shift+K는 언제든 긴급 정지합니다. 새 주문을 막고 열린 주문을 취소합니다.</translation></message>
    <message><source>Demo and live begin by looking only: everything is shown, no order goes out.</source><translation>모의투자와 실전투자는 보기만 하는 상태로 시작합니다. 모두 보이지만 주문은 나가지 않습니다.</translation></message>
    <message><source>Demo and live have a pair of keys each; no mixing.</source><translation>모의투자와 실전투자는 키가 따로 있으며 섞어 쓸 수 없습니다.</translation></message>
    <message><source>Deposit and holdings are as at the broker</source><translation>예수금과 잔고가 증권사와 같습니다</translation></message>
    <message><source>Diagnostics</source><translation>진단 자료</translation></message>
    <message><source>Diagnostics…</source><translation>진단 자료…</translation></message>
    <message><source>Enter keys again…</source><translation>키 다시 넣기…</translation></message>
    <message><source>Files and their SHA-256</source><translation>파일과 SHA-256 값</translation></message>
    <message><source>Find a name (Ctrl+P), press a price in the book, and order in the ticket.</source><translation>종목을 찾고(Ctrl+P), 호가에서 가격을 누르고, 주문창에서 주문합니다.</translation></message>
    <message><source>First steps</source><translation>처음 안내</translation></message>
    <message><source>Help</source><comment>menu</comment><translation>도움말</translation></message>
    <message><source>Hyundai Motor</source><comment>guide</comment><translation>현대차</translation></message>
    <message><source>It changes: register anew</source><comment>guide</comment><translation>바뀌면 다시 등록합니다</translation></message>
    <message><source>Keys and addresses, with pictures</source><translation>키와 IP 주소 등록 (그림 안내)</translation></message>
    <message><source>Keys, tokens and account numbers are taken out. Look through it before you send it.</source><translation>앱키, 토큰, 계좌번호는 지웠습니다. 보내기 전에 내용을 확인해 주세요.</translation></message>
    <message><source>Mixed up:</source><comment>guide</comment><translation>바뀌었을 때:</translation></message>
    <message><source>New here? The practice exchange already moves; keys can wait.</source><translation>처음이신가요? 연습 거래소가 이미 움직이고 있습니다. 키는 나중에 넣어도 됩니다.</translation></message>
    <message><source>New here? Three steps to your first order.</source><translation>처음이신가요? 첫 주문까지 세 단계입니다.</translation></message>
    <message><source>New version</source><translation>새 버전</translation></message>
    <message><source>New versions</source><translation>새 버전 확인</translation></message>
    <message><source>Next</source><translation>다음</translation></message>
    <message><source>Nothing is needed: the practice exchange is on this computer and already moves.</source><translation>준비할 것이 없습니다. 연습 거래소가 이 컴퓨터에서 이미 움직이고 있습니다.</translation></message>
    <message><source>Only looking: no order goes out, cancels and the emergency stop do.</source><translation>보기만 하는 연결입니다. 주문은 나가지 않고, 취소와 긴급 정지는 됩니다.</translation></message>
    <message><source>Open the demo desk</source><translation>모의투자 데스크 열기</translation></message>
    <message><source>Open the live desk</source><translation>실전투자 데스크 열기</translation></message>
    <message><source>Orders</source><comment>guide</comment><translation>주문</translation></message>
    <message><source>Orders on or off (only look)</source><translation>주문 켜기/끄기 (보기만)</translation></message>
    <message><source>Other addresses: 8010, 8050</source><comment>guide</comment><translation>다른 주소: 8010, 8050</translation></message>
    <message><source>Parts of the file</source><translation>파일의 항목</translation></message>
    <message><source>Practise now</source><comment>guide</comment><translation>지금 연습하기</translation></message>
    <message><source>Prepare keys</source><comment>guide</comment><translation>키 준비하기</translation></message>
    <message><source>Put away</source><translation>닫기</translation></message>
    <message><source>SK hynix</source><comment>guide</comment><translation>SK하이닉스</translation></message>
    <message><source>Samsung El.</source><comment>guide</comment><translation>삼성전자</translation></message>
    <message><source>Samsung or 005930</source><comment>guide</comment><translation>삼성전자 또는 005930</translation></message>
    <message><source>Save as a zip file…</source><translation>zip 파일로 저장…</translation></message>
    <message><source>Secret key</source><comment>guide</comment><translation>시크릿키</translation></message>
    <message><source>Shares</source><comment>guide</comment><translation>보유 수량</translation></message>
    <message><source>Show me with pictures</source><translation>그림으로 보기</translation></message>
    <message><source>Text of the part</source><translation>항목의 내용</translation></message>
    <message><source>The broker's list</source><comment>guide</comment><translation>증권사 등록 목록</translation></message>
    <message><source>The broker's screen</source><comment>guide</comment><translation>증권사 화면</translation></message>
    <message><source>The router's public address goes into the broker's list, not the inner one.</source><translation>공유기 안쪽 주소가 아니라 공인 IP 주소를 증권사에 등록합니다.</translation></message>
    <message><source>The same deposit at the broker and here; then orders are turned on.</source><translation>증권사와 이곳의 예수금이 같으면 주문을 켭니다.</translation></message>
    <message><source>Then tick the line at the top and turn orders on. The Help menu turns them off again.</source><translation>그런 다음 위쪽 막대에 표시하고 주문을 켭니다. 도움말 메뉴에서 다시 끌 수 있습니다.</translation></message>
    <message><source>This computer</source><comment>guide</comment><translation>이 컴퓨터</translation></message>
    <message><source>This desk</source><comment>guide</comment><translation>이 데스크</translation></message>
    <message><source>Turn orders on</source><translation>주문 켜기</translation></message>
    <message><source>What to do</source><translation>해결 방법</translation></message>
    <message><source>When it is refused</source><comment>guide</comment><translation>거절되었을 때</translation></message>
    <message><source>Your line's router</source><comment>guide</comment><translation>공유기(회선)</translation></message>
    <message><source>demo account</source><comment>guide</comment><translation>모의투자 계좌</translation></message>
    <message><source>inside: not this one</source><comment>guide</comment><translation>안쪽 주소: 이것이 아님</translation></message>
    <message><source>live account</source><comment>guide</comment><translation>실전 계좌</translation></message>
    <message><source>off until you turn it on</source><comment>guide</comment><translation>직접 켤 때까지 꺼짐</translation></message>
    <message><source>public: this one</source><comment>guide</comment><translation>공인 주소: 이것을 등록</translation></message>
    <message><source>Begin with one share. Orders at the exchange live on when this computer is off.</source><translation>한 주부터 시작해 주세요. 거래소에 낸 주문은 이 컴퓨터를 꺼도 살아 있습니다.</translation></message>
    <message><source>Price</source><comment>guide</comment><translation>가격</translation></message>
    <message><source>Amount</source><comment>guide</comment><translation>금액</translation></message>
    <message><source>The broker refuses the account for gold. Perhaps there is none.</source><translation>증권사가 금현물 계좌 조회를 거절했습니다. 금현물 계좌가 없을 수 있습니다.</translation></message>
    <message><source>Unit price</source><translation>단가</translation></message>
    <message><source>Amount won</source><translation>거래금액 (원)</translation></message>
    <message><source>Once</source><comment>condition</comment><translation>1회 검색</translation></message>
    <message><source>Searched</source><comment>condition</comment><translation>1회 검색</translation></message>
    <message><source>Search once, beside the ten that run</source><translation>실행 중인 10개와 별도로 한 번만 검색합니다</translation></message>
    <message><source>Stayed</source><comment>condition</comment><translation>체류</translation></message>
</context>
</TS>
