/** Common Chinese surnames: a nickname like 阳光灿烂 must not become 阳女士. */
export const SURNAMES = new Set(
  (
    '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜' +
    '范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍' +
    '韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单' +
    '包司柏宁柯阮桂闵解强柴华车冉房边肖闫阚涛'
  ).split(''),
)

export const LONG_SURNAMES = [
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '司徒',
  '慕容',
  '皇甫',
  '令狐',
  '尉迟',
  '夏侯',
  '东方',
  '端木',
]

/** What reps write into a remark for themselves; a customer must never be greeted with it. */
export const INTERNAL_REMARK =
  /客户|意向|潜客|老客|新客|顾客|渠道|代理|同行|羊毛|黑名单|勿|投诉|退款|报价|价格|未|已|待|难缠|[A-D]类|VIP|测试/i
