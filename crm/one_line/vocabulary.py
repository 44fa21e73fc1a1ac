"""The words by which a line says what is paid, promised, ordered and how much: folded, so Simplified and small."""

import re

TAKEN, GOODS = "\0", "\1"
"""What stands in a line for what was understood: goods and money by the second, everything else by the first."""
MARKS = ",，;；、。:!?"
EDGES = f" {MARKS}{TAKEN}{GOODS}"
ENDS = frozenset({"", *EDGES})
TOKEN = re.compile(f"[^{EDGES}]+")
PAUSE = re.compile(r"[,，;；。!]|\. ")
BULLET = re.compile(r"\s*(?:[-*·•●□☐✓]|\[[ x]?\]|[0-9]{1,3}[.、)](?![0-9]))\s*")

_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]{1,4}(?:\.[0-9]{1,2})? ?万|[0-9]{1,7}(?:\.[0-9]{1,2})?"
_NUMBER = rf"(?:(?:nt\$|hk\$|rm|[¥$€]) ?)?(?P<amount>{_DIGITS})(?![0-9])(?: ?(?:块钱|元|块|rmb|nt|twd))?(?![a-z0-9])"
_HERE, _END = f"(?:(?<=^)|(?<=[{EDGES}0-9盒箱份个件套支只条瓶包袋罐张片对双斤组元块]))", "(?![a-z])"
_SAID = rf"(?=$|[{EDGES}¥$0-9.])"
_WORD = "(?<![a-z])"

NUMBER = re.compile(rf"(?<![a-z0-9.])(?<![0-9],){_NUMBER}")
"""A number that may be an amount or a quantity."""
NUMBERS = re.compile(rf"(?<![a-z0-9.])(?<![0-9],){_NUMBER}(?: +{_NUMBER.replace('amount', 'more')})*")
SIGNED = re.compile(r"[^0-9., ]")
"""What makes an amount of a number, and of nothing else."""
TOTAL = re.compile(rf"(?:[总一]?共|合计|总计|{_WORD}(?:in )?total) ?{_NUMBER}")
DEPOSIT = re.compile(
    rf"(?:[付收交]|已付|已收)?了?(?:定金|订金|押金|首付|预付款?)了?[ :]*{_NUMBER}"
    rf"|{_WORD}(?:deposit|down payment|prepaid)(?: of)?[ :]*{_NUMBER.replace('amount', 'english')}"
    rf"|(?<![a-z0-9.]){_NUMBER.replace('amount', 'before')} ?(?:定金|订金|押金|首付|deposit)(?![ :]*[¥$]?[0-9])"
)
OWED = re.compile(
    rf"(?:还|尚)?[欠差](?:款|我|着)? ?{_NUMBER}|尾款 ?{_NUMBER.replace('amount', 'rest')}"
    rf"|{_WORD}(?:still )?(?:owes?|owing|balance)(?: me)? {_NUMBER.replace('amount', 'english')}"
)
CAME = re.compile(
    rf"{_HERE}(?:(?P<said>已(?:付款?|收款?|转))了? ?|[付转收]了 ?|{_WORD}(?:paid|received|got) ){_NUMBER}"
)
"""So much came; `said`: it may be said of everything, too."""
UNPAID = re.compile(
    rf"{_HERE}(?:(?:还?(?:没有?|未)(?:付款?|转账?|给钱|收款?|收到[钱款])|待付款?|货到付款|到付|欠[着款]|赊账?)了?{_SAID}"
    rf"|(?:unpaid|not (?:yet )?paid(?: yet)?|hasn't paid(?: yet)?|pay later|will pay|cod){_END})"
)
PAID = re.compile(
    rf"{_HERE}(?:(?:已经?(?:付款?|转[账帐]?|收款?|汇款?|给钱|结清)了?|付(?:款了?|过了|清了?|完了?|讫|了)|[转汇](?:[账帐款]了|过来了|了)"
    rf"|收(?:款了|到款|到钱|了钱|了)|款已[付到收]|到账了?|结清了?|全款){_SAID}"
    rf"|(?:all |fully |has |already )?paid(?: in full)?{_END})"
)
UNITS = "盒箱份个斤罐瓶包袋件套支只条片张对双桶把板组管盆串打"
_ENGLISH_UNITS = "box(?:es)?|bottles?|jars?|packs?|pcs?|pieces?|sets?|bags?|cans?|tubes?|cartons?|units?|pairs?"
EACH = re.compile(
    rf"(?:每[{UNITS}]|单价|@|{_WORD}each) ?{_NUMBER}"
    rf"|(?<![a-z0-9.]){_NUMBER.replace('amount', 'before')} ?(?:[/一每] ?[{UNITS}]|each{_END}|apiece{_END})"
)
"""What one costs."""
NOT_AN_AMOUNT = re.compile(
    "(?:运费|邮费|快递费|优惠|减|便宜|满|打折|码|身高|体重|年龄|订单|单号|电话|第|#"
    "|shipping|postage|discount|off|size|no[.]?) ?$"
)
A_MEASURE = re.compile(
    f" *(?:[点岁楼号码年月日天周度次人%]|小时|分钟"
    f"|cm|kg|minutes?|mins?|hours?|days?|weeks?|months?|years?|times|people|kids){_END}"
)

PROMISE = re.compile(
    rf"(?<![你她他])(?:我)?(?:答应|承诺)(?!我)[了过]?[她他你]?"
    rf"|{_WORD}(?:i(?:'ve)? )?promised?{_END}(?: (?:her|him|them))?(?: to{_END})?"
    rf"|{_WORD}i(?:'ll| will) "
    rf"(?=(?:send|ship|bring|give|call|ask|check|show|tell|text|message|make|get|deliver|refund|reply){_END})"
)
DOING = re.compile(
    f"问|提醒|联系|回访|跟进|催|发|寄|送|打电话|回复|约|"
    f"{_WORD}(?:ask|call|remind|send|ship|text|message|check|follow|chase|visit|meet|deliver|bring|tell|show){_END}"
)
TODAY = frozenset({"今天", "今日", "今儿", "today"})
TO_DO = re.compile(rf" *(?:要|得|去|再|就|记得|需要|need to |to )*(?:{DOING.pattern})(?![了过])")
"""What makes something to do of what is said about today."""
CALENDAR = re.compile("[0-9一二三四五六七八九十](?:号|日|月|/|[-.][0-9])|[a-z]+ [0-9]|[0-9] ?[a-z]", re.IGNORECASE)
"""Days that are told by their date, and may be a birthday as well as when something was."""
LITTLE = re.compile(f"^(?:[之以]?前|左右|(?:to|on|by|at|and){_END})[ :]*|[ :](?:on|by|at|and)$")
"""What belongs to a day, and is nothing to do."""

_HAN_COUNT = "[一二两俩三四五六七八九]?十[一二三四五六七八九]?|[一二两俩三四五六七八九]"
_ENGLISH_COUNT = "an?|one|two|three|four|five|six|seven|eight|nine|ten"
AFTER = re.compile(
    rf" ?[x×*] ?(?P<times>[0-9]{{1,4}})(?![0-9.])[{UNITS}]?"
    rf"|[ 要来拿买订加各了]*(?P<count>[0-9]{{1,4}}|{_HAN_COUNT}) ?(?:[{UNITS}](?!装)|(?:{_ENGLISH_UNITS}){_END})"
    rf"|(?P<glued>[1-9][0-9]?)(?![0-9.点号日月岁周年天{UNITS}])"
)
"""How many, behind the name of a product."""
BEFORE = re.compile(
    rf"(?:(?<![0-9.一二三四五六七八九十第])(?P<count>[0-9]{{1,4}}|{_HAN_COUNT}) ?[{UNITS}](?!装)的? ?"
    rf"|(?<![a-z0-9.])(?P<times>[0-9]{{1,4}}) ?[x×*] ?"
    rf"|(?<![a-z0-9.])(?P<said>[0-9]{{1,4}}|{_ENGLISH_COUNT}) (?:{_ENGLISH_UNITS}) (?:of )?"
    rf"|(?<![a-z0-9.])(?P<few>[1-9]|1[0-9]|20|{_ENGLISH_COUNT}) ?)$"
)
"""How many, before it."""
FILLER = re.compile(
    rf"(?:[要来拿买订加和跟也又再了的共]|下单了?|预订|[ {re.escape(MARKS)}+&.]"
    rf"|{_WORD}(?:orders?|ordered|wants?|buys?|bought|takes?|took|gets?|got|needs?|an?|the|and|for|of|plus|more){_END})+"
)
"""What stands around an order and says nothing more."""
AND = re.compile(f"(?:[和加跟&+]|and{_END}) *(?=.)")
GIVEN = re.compile(
    "(?:退|换|取消|不要|别|赠|送|发|寄|带|催|问|推荐|剩下?|还有|用了|用完|吃了|缺|少)[了过]?$|"
    f"{_WORD}(?:send|ship|bring|deliver|give|show|ask|about|recommend|return(?:ed)?|cancel(?:led)?|free)"
    f"(?: (?:her|him|them|the|some|more|about))* $"
)
"""What stands right before a product that is not ordered: it was given, taken back, is left over, is to be sent."""
ASKED = re.compile("多少钱|怎么卖|什么价|how much")
WONDERED = re.compile(f"多少|怎么|[吗呢?]|{_WORD}(?:how|what|which|is|are){_END}")
"""What makes a question of a product of which nobody says how many."""
ANOTHER = frozenset("机仪刷碗")
"""What makes another thing of a thing: 面膜机, 眉笔刷."""
AFTER_A_NAME = re.compile(
    "[要买拿订来的说问想付欠转收退换加再又也都没未不还已定答到在给和跟聊约催今昨前明后周星礼下月0-9]"
)
"""What may follow a Chinese name without a blank."""
