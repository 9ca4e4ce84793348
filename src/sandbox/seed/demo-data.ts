/** An invented company. Names, remarks and lines are made up; nobody real is meant. */
export const COMPANY = '栖木生活'

export const DEPARTMENTS = [
  { id: 1, name: COMPANY, parentId: 0 },
  { id: 2, name: '私域销售部', parentId: 1 },
  { id: 3, name: '华东一组', parentId: 2 },
  { id: 4, name: '华南二组', parentId: 2 },
] as const

export const MEMBERS = [
  { userid: 'linyu', name: '林语', departments: [2], leaderIn: [2], leader: null, position: '私域销售经理' },
  { userid: 'zhaolei', name: '赵磊', departments: [3], leaderIn: [3], leader: 'linyu', position: '华东一组组长' },
  { userid: 'wangmin', name: '王敏', departments: [3], leaderIn: [], leader: 'zhaolei', position: '美肤顾问' },
  { userid: 'chenxi', name: '陈曦', departments: [3], leaderIn: [], leader: 'zhaolei', position: '美肤顾问' },
  { userid: 'suntao', name: '孙涛', departments: [4], leaderIn: [4], leader: 'linyu', position: '华南二组组长' },
  { userid: 'zhouyan', name: '周妍', departments: [4], leaderIn: [], leader: 'suntao', position: '家居顾问' },
  { userid: 'heping', name: '何平', departments: [4], leaderIn: [], leader: 'suntao', position: '家居顾问' },
] as const

/** Who has how many of the sixty; 王敏 has most, because the trial opens with her. */
export const SHARES = [
  ['wangmin', 18],
  ['chenxi', 12],
  ['zhaolei', 5],
  ['zhouyan', 11],
  ['heping', 10],
  ['suntao', 4],
] as const

export const TAG_GROUPS = [
  { name: '肤质', tags: ['敏感肌', '干性', '油性', '混合性'] },
  { name: '来源偏好', tags: ['门店', '小红书', '老客介绍', '直播间'] },
  { name: '会员', tags: ['银卡', '金卡', '黑金'] },
] as const

/** Nickname as the customer wrote it, and the remark a rep gave. */
export const PEOPLE: readonly (readonly [string, string, 0 | 1 | 2])[] = [
  ['张女士', '张女士 敏感肌', 2],
  ['刘先生', '刘先生 送太太', 1],
  ['阿May', '阿May 静安店', 2],
  ['小鹿乱撞', '陆佳 会员日', 2],
  ['木木夕', '林梦 喜欢小样', 2],
  ['秋天的风', '吴秋 换季干', 2],
  ['Cathy 陈', '陈凯西 外企', 2],
  ['一禾', '何一禾 孕期', 2],
  ['橙子', '程子涵', 2],
  ['李姐', '李姐 家里三口', 2],
  ['南栀', '南栀 精油', 2],
  ['小满', '满意 油皮', 2],
  ['周末去哪儿', '周茉 搬新家', 2],
  ['Kevin', 'Kevin 剃须后', 1],
  ['白露', '白露 闺蜜团', 2],
  ['糖糖妈', '糖糖妈 宝宝霜', 2],
  ['许愿池', '许愿 学生', 2],
  ['老杨', '杨建国 送女儿', 1],
  ['夏至', '夏芷 油痘', 2],
  ['Vivi', 'Vivi 常出差', 2],
  ['云朵', '云朵 香薰', 2],
  ['大海', '海洋 客厅香', 1],
  ['苏苏', '苏敏 干敏', 2],
  ['青柠', '宁青 复购快', 2],
  ['豆豆', '窦豆 试用', 2],
  ['韩梅', '韩梅 老客', 2],
  ['江南', '江楠 送礼', 2],
  ['Yuki', 'Yuki 敏感', 2],
  ['小宇', '宇文静', 2],
  ['麦子', '麦琪 混合', 2],
  ['Lily 王', '王莉莉', 2],
  ['阿飞', '费飞', 1],
  ['清欢', '清欢 睡眠', 2],
  ['荷包蛋', '贺宝丹', 2],
  ['Grace', 'Grace 金卡', 2],
  ['石头', '石磊 新房', 1],
  ['悠悠', '尤悠', 2],
  ['月半', '胖月 爱拼单', 2],
  ['郑重', '郑重 企业礼', 1],
  ['桃子', '陶紫', 2],
  ['安安', '安然 敏肌', 2],
  ['木兰', '花木兰', 2],
  ['小鱼', '于小鱼', 2],
  ['谢谢你', '谢婉', 2],
  ['北北', '北北 地暖干', 2],
  ['朵朵爸', '朵朵爸', 1],
  ['静静', '景静 夜班', 2],
  ['Amy', 'Amy 直播间', 2],
  ['乐乐', '乐瑶', 2],
  ['风铃', '冯玲 床品', 2],
  ['栗子', '李子栗', 2],
  ['Jason', 'Jason 送妈妈', 1],
  ['小米粥', '米舟', 2],
  ['晴天', '秦天', 1],
  ['玫瑰', '梅桂', 2],
  ['鹿鹿', '鹿鸣', 2],
  ['唐糖', '唐棠', 2],
  ['温温', '温雯', 2],
  ['凉白开', '梁柏', 1],
  ['冬瓜', '董华', 2],
]

/** Lines of a chat: `c` the customer, `r` the rep; days before now and minutes of that day. */
export const TALKS: readonly { days: number; lines: readonly (readonly ['c' | 'r', number, string])[] }[] = [
  {
    days: 3,
    lines: [
      ['c', 842, '这套多少钱呀'],
      ['r', 849, '张姐，修护套装现在是 569，带两片面膜～'],
      ['c', 861, '我再看看别家的'],
    ],
  },
  {
    days: 1,
    lines: [
      ['r', 600, '刘先生，您太太的礼盒今天发出了'],
      ['c', 640, '收到了，谢谢'],
    ],
  },
  {
    days: 6,
    lines: [
      ['c', 700, '有没有小样可以先试'],
      ['r', 704, '有的，给您寄三片，邮费我们出'],
      ['c', 720, '太好了'],
    ],
  },
  {
    days: 12,
    lines: [
      ['r', 560, '陆小姐，会员日双倍积分，要不要先把面霜备上？'],
      ['c', 615, '等发工资～'],
    ],
  },
  {
    days: 2,
    lines: [
      ['c', 1190, '敏感期能用吗'],
      ['r', 1203, '可以的，先在耳后试一晚更放心'],
      ['c', 1210, '好，那给我来一套'],
    ],
  },
  {
    days: 20,
    lines: [
      ['r', 620, '换季容易干，晚上多涂一层'],
      ['c', 700, '嗯嗯 上次那瓶快用完了'],
    ],
  },
  {
    days: 9,
    lines: [
      ['c', 790, '可以开发票吗'],
      ['r', 795, '可以，抬头发我就行'],
    ],
  },
  {
    days: 4,
    lines: [
      ['c', 900, '孕期可以用这个精华吗'],
      ['r', 912, '这款不含 A 醇，孕期可以，我把成分表发您'],
      ['c', 930, '谢谢，问问医生'],
    ],
  },
  {
    days: 35,
    lines: [
      ['r', 655, '程小姐，面霜用得怎么样？'],
      ['c', 700, '还不错，就是有点厚'],
    ],
  },
  {
    days: 15,
    lines: [
      ['c', 610, '家里三个人用哪套划算'],
      ['r', 618, '家庭装 899，比单买省 260'],
    ],
  },
  {
    days: 7,
    lines: [
      ['c', 1260, '香薰味道会不会很浓'],
      ['r', 1268, '雪松这款很淡，卧室也合适'],
    ],
  },
  {
    days: 28,
    lines: [
      ['r', 570, '上次的洁面用完了吗？'],
      ['c', 588, '还有一点'],
    ],
  },
  {
    days: 5,
    lines: [
      ['c', 830, '新家想要四件套 1.8 的床'],
      ['r', 841, '这三款有现货，您看哪个颜色'],
      ['c', 850, '第二个好看，周末去店里看'],
    ],
  },
  {
    days: 50,
    lines: [
      ['r', 700, 'Kevin，须后乳补货了'],
      ['c', 745, 'ok'],
    ],
  },
  {
    days: 0,
    lines: [
      ['c', 575, '闺蜜说你们家有拼单'],
      ['r', 580, '有的，三人拼减 80'],
    ],
  },
]

/** Whose chat each of the talks is, as a place in PEOPLE. */
export const TALKERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 36, 18, 35, 13, 20] as const

export const GOODS_FEN = [16_900, 23_800, 29_900, 36_800, 45_900, 56_900, 89_900, 128_000] as const
