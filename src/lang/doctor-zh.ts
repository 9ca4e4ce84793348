import type { Finding, LightCode, LightState } from '../features/doctor/rules-model.ts'

/** What is, and what to click; nothing to click where all is well. `{name}` and the like come from the light. */
export type Sentences = readonly [says: string, click?: string]
export type DoctorWords = {
  title: string
  summary: { green: string; yellow: string; red: string }
  states: Record<LightState, string>
  lights: Record<LightCode, string>
  findings: Record<Finding, Sentences>
  /** Where each setting is found. */
  settings: Readonly<Record<string, string>>
  otherSetting: string
  code: string
  todo: string
}

export const doctorZh: DoctorWords = {
  title: '掌柜体检',
  summary: {
    green: '全部正常。',
    yellow: '可以使用，有 {yellow} 项要留意。',
    red: '有 {red} 项要处理，{yellow} 项要留意。',
  },
  states: { green: '正常', yellow: '留意', red: '要处理', grey: '未检查' },
  lights: {
    config: '配置',
    address: '访问地址',
    database: '数据库',
    directory: '数据目录',
    disk: '磁盘空间',
    clock: '时钟',
    network: '连接企业微信',
    token: '应用凭证',
    'trusted-ip': '企业可信IP',
    app: '应用',
    'visible-range': '可见范围',
    contact: '客户联系权限',
    callback: '回调地址',
    events: '收到的事件',
    login: '网页登录',
    domain: '可信域名',
    'js-sdk': '侧边栏签名',
    robots: '群推送',
    calendar: '节假日',
    queues: '待处理',
    keys: '数据加密',
    wechaty: '微信机器人',
    'smart-robot': '智能机器人',
  },
  findings: {
    'config-ok': ['配置齐全。'],
    'config-trial': [
      '还没有接入企业微信，现在是演示公司。',
      '到企业微信管理后台“应用管理 → 自建”创建应用，再填写 WECOM_CORP_ID 等五项配置。',
    ],
    'setting-missing': ['没有填写 {name}。', '{help}'],
    'setting-bad': ['{name} 的写法不对。', '{help}'],
    'no-admin': [
      '没有指定管理员，没有人能打开“管理”里的系统设置。',
      '把管理员的成员账号写进 ADMIN_USERIDS，多个用逗号隔开，然后重启。',
    ],
    'address-ok': ['访问地址是 {url}。'],
    'address-local': [
      '{url} 是本机地址，企业微信和同事都打不开。',
      '把 PUBLIC_URL 改成能从外网打开的 https 地址，例如 https://crm.example.com，然后重启。',
    ],
    'database-ok': ['数据库可以读写（{engine}）。'],
    'database-unreachable': [
      '连不上数据库（{detail}）。',
      '检查 DATABASE_URL 的地址、账号和密码，并确认数据库已启动、允许本机连接。',
    ],
    'database-read-only': ['数据库现在不能写入。', '确认 DATABASE_URL 指向主库，并检查数据库的磁盘空间。'],
    'database-behind': ['数据库还差 {count} 次升级。', '重新启动掌柜，启动时会自动完成升级。'],
    'database-not-made': ['还没有建立数据库。', '运行 npm start，第一次启动会自动建好。'],
    'database-in-use': ['数据库正由运行中的掌柜使用，这里没有再打开。', '在“管理 → 体检”里查看这一项。'],
    'directory-ok': ['数据目录可以使用。'],
    'directory-not-writable': ['数据目录 {path} 不能写入。', '修改这个目录的权限，或换一个 DATA_DIR。'],
    'directory-held': ['运行中的掌柜（进程 {pid}）正在使用数据目录。'],
    'directory-taken': [
      '数据目录被进程 {pid} 占用，但它没有应答。',
      '结束这个进程再启动，或设置 DATABASE_URL 让多个进程共用 PostgreSQL。',
    ],
    'directory-unused': ['使用 PostgreSQL，不需要数据目录。'],
    'disk-ok': ['磁盘还有 {megabytes} MB。'],
    'disk-low': ['磁盘只剩 {megabytes} MB。', '清理磁盘或扩容，至少留出 1 GB。'],
    'disk-full': ['磁盘只剩 {megabytes} MB，很快会写不进数据。', '马上清理磁盘或扩容，至少留出 1 GB。'],
    'disk-unknown': ['读不到磁盘空间。', '确认 DATA_DIR 所在的磁盘已经挂载。'],
    'clock-ok': ['时钟准确。'],
    'clock-off': [
      '服务器时钟与数据库或企业微信相差 {seconds} 秒。',
      '在服务器上打开自动校时（NTP），例如运行 timedatectl set-ntp true。',
    ],
    'clock-alone': ['没有可以比对的时钟。', '先接通数据库或企业微信，再看这一项。'],
    'clock-trial': ['设置了 TRIAL_CLOCK，业务时间不是真实时间。', '正式使用前去掉 TRIAL_CLOCK 并重启。'],
    'network-ok': ['可以连到企业微信。'],
    'network-dns': ['找不到企业微信接口的域名（{detail}）。', '检查服务器的 DNS 设置和 WECOM_API_URL 的写法。'],
    'network-refused': [
      '连不上企业微信接口（{detail}）。',
      '让服务器能访问外网的 443 端口；用固定 IP 代理时，检查 WECOM_API_URL 指向的代理。',
    ],
    'network-tls': ['与企业微信的加密连接没有建立（{detail}）。', '检查代理的证书和服务器的时钟。'],
    'network-timeout': ['企业微信接口一直没有应答。', '检查防火墙是否放行外网 443 端口，再重新检查。'],
    'network-stranger': [
      '应答的不是企业微信接口（{detail}）。',
      '检查 WECOM_API_URL 或代理：它应当原样转发到 https://qyapi.weixin.qq.com。',
    ],
    'token-ok': ['企业 ID 和 Secret 正确。'],
    'token-secret': [
      '企业微信不接受这个 Secret。',
      '到“应用管理 → 自建 → 本应用”查看 Secret，复制到 WECOM_SECRET，然后重启。',
    ],
    'token-corp': [
      '企业微信不认识这个企业 ID。',
      '到“我的企业 → 企业信息”最下方复制企业 ID 到 WECOM_CORP_ID，然后重启。',
    ],
    'token-refused': ['企业微信没有发放凭证（错误码 {errcode}）。', '按错误码说明处理后重新检查。'],
    'token-later': ['企业微信暂时没有发放凭证（错误码 {errcode}）。', '过一会儿重新检查，一般会自己恢复。'],
    'ip-ok': ['服务器的出口 IP 受信任。'],
    'ip-refused': [
      '出口 IP {ip} 不在企业可信IP 里，接口都会被拒绝。',
      '到“应用管理 → 自建 → 本应用 → 企业可信IP”加入 {ip}，等一分钟再重新检查。',
    ],
    'app-ok': ['应用可用，AgentId 正确。'],
    'app-foreign': ['AgentId 与 Secret 不属于同一个应用。', '到应用详情页同时复制 AgentId 和 Secret，然后重启。'],
    'app-closed': ['应用已被停用。', '到“应用管理 → 自建 → 本应用”点击启用。'],
    'app-unknown': ['企业微信没有返回应用详情。', '到应用详情页核对 AgentId 和启用状态。'],
    'visible-ok': ['至少能看到 {count} 位成员。'],
    'visible-nobody': [
      '应用看不到任何成员，侧边栏没有人能用。',
      '到“应用管理 → 自建 → 本应用 → 可见范围”选择使用侧边栏的部门或成员。',
    ],
    'visible-refused': [
      '企业微信不允许读取成员（错误码 {errcode}）。',
      '到“应用管理 → 自建 → 本应用 → 可见范围”添加部门或成员，再重新检查。',
    ],
    'contact-ok': ['{count} 位成员可以联系客户。'],
    'contact-forbidden': [
      '应用没有客户联系接口的权限，读不到客户。',
      '到“客户与上下游 → 客户联系 → API → 可调用接口的应用”勾选本应用。',
    ],
    'contact-nobody': [
      '没有成员能联系客户。',
      '到“客户与上下游 → 客户联系 → 权限配置 → 使用范围”添加成员，并确认他们在应用的可见范围内。',
    ],
    'contact-refused': ['企业微信不允许读取客户联系成员（错误码 {errcode}）。', '按错误码说明处理后重新检查。'],
    'callback-ok': ['回调地址通过了与企业微信相同的验证，伪造的签名被拒绝。'],
    'callback-slow': ['回调验证用了 {ms} 毫秒，企业微信只等 1000 毫秒。', '检查反向代理和服务器负载，再重新检查。'],
    'callback-unreachable': [
      '从 {url} 打不开回调地址（{detail}）。',
      '检查域名解析、反向代理和证书，让 {url}/wecom/callback 转到掌柜的端口。',
    ],
    'callback-refused': [
      '{url} 那边不接受我们的签名。',
      '让这个地址后面只有这一套掌柜，把它的 WECOM_TOKEN、WECOM_ENCODING_AES_KEY 改成与企业微信后台“接收消息”页相同，然后重启。',
    ],
    'callback-garbled': [
      '{url}/wecom/callback 的应答（HTTP {status}）不是掌柜给的。',
      '检查反向代理：要原样转发 /wecom/callback 和它的参数，不要加登录页或跳转。',
    ],
    'callback-open': [
      '{url}/wecom/callback 接受了伪造的签名。',
      '检查反向代理，/wecom/callback 应由掌柜应答，不能由别的程序应答。',
    ],
    'events-ok': ['最近 {hours} 小时内收到过事件。'],
    'events-none': [
      '还没有收到过企业微信的事件。',
      '到“应用管理 → 自建 → 本应用 → 接收消息 → 设置API接收”填 {url}/wecom/callback 和与 WECOM_TOKEN、WECOM_ENCODING_AES_KEY 相同的两项，勾选“外部联系人变更回调”并保存，再加一位客户试试。',
    ],
    'events-old': [
      '已有 {days} 天没有收到事件。',
      '到“应用管理 → 自建 → 本应用 → 接收消息”重新保存 {url}/wecom/callback，确认“外部联系人变更回调”仍然勾选。',
    ],
    'login-ok': ['网页登录会到企业微信，再回到 {url}。'],
    'login-unreachable': [
      '从 {url} 打不开登录页（{detail}）。',
      '检查域名解析、反向代理和证书，让 {url}/auth/login 转到掌柜的端口。',
    ],
    'login-garbled': [
      '{url}/auth/login 没有转到企业微信（HTTP {status}）。',
      '检查反向代理：要原样转发 /auth/ 下的地址，不要加登录页或缓存。',
    ],
    'login-elsewhere': ['登录后会回到 {host}，而不是 {url}。', '确认 PUBLIC_URL 与大家使用的地址一致，然后重启。'],
    'login-foreign': ['{url} 后面的掌柜用的是另一家企业的 ID。', '核对这个地址后面的 WECOM_CORP_ID，然后重启。'],
    'domain-ok': ['可信域名是 {host}。'],
    'domain-empty': [
      '应用没有设置可信域名，登录和侧边栏都打不开。',
      '到“应用管理 → 自建 → 本应用 → 网页授权及JS-SDK”填写 {host} 并完成归属校验。',
    ],
    'domain-differs': [
      '可信域名是 {named}，而访问地址是 {host}。',
      '到“应用管理 → 自建 → 本应用 → 网页授权及JS-SDK”把可信域名改成 {host}。',
    ],
    'domain-unknown': [
      '企业微信没有返回可信域名。',
      '到“应用管理 → 自建 → 本应用 → 网页授权及JS-SDK”核对可信域名是 {host}。',
    ],
    'tickets-ok': ['侧边栏需要的企业签名和应用签名都算得对。'],
    'tickets-same': [
      '企业签名和应用签名拿到的是同一张票据，侧边栏不能识别客户。',
      '检查 WECOM_API_URL 的代理：它不能缓存应答，get_jsapi_ticket 和 ticket/get 要分别转发到企业微信。',
    ],
    'signature-wrong': [
      '侧边栏的签名与企业微信的算法不一致，页面打不开客户资料。',
      '重启掌柜后重新检查，仍然这样就升级掌柜。',
    ],
    'ticket-corp': [
      '取不到企业签名的票据（错误码 {errcode}），侧边栏不能识别客户。',
      '确认应用已启用、没有超过调用次数，再重新检查。',
    ],
    'ticket-app': [
      '取不到应用签名的票据（错误码 {errcode}），侧边栏不能识别客户。',
      '核对 WECOM_AGENT_ID 与 WECOM_SECRET 属于同一个应用，再重新检查。',
    ],
    'robots-ok': ['{count} 个群推送没有问题。'],
    'robots-none': ['还没有添加群推送。', '需要时到“管理 → 群推送”添加群机器人地址。'],
    'robot-address': [
      '“{name}”的群机器人地址不属于现在的企业微信接口。',
      '到“管理 → 群推送”删除“{name}”，重新复制群机器人的地址。',
    ],
    'robot-refused': [
      '“{name}”最近一次推送没有成功。',
      '到“管理 → 群推送”给“{name}”发一条试试，不行就在群里重新添加机器人。',
    ],
    'calendar-ok': ['{year} 年的节假日安排已有。'],
    'calendar-missing': [
      '没有 {year} 年的节假日安排，只按周末休息算。',
      '升级掌柜，或到“管理 → 节假日”录入放假和调休。',
    ],
    'calendar-next': ['还没有 {year} 年的节假日安排。', '国务院公布后升级掌柜，或到“管理 → 节假日”录入。'],
    'queues-ok': ['没有积压，也没有处理失败的事件。'],
    'queues-dead': ['有 {count} 个事件或任务没能处理。', '到“管理 → 事件”按“没处理成”筛选，看原因后重新处理。'],
    'queues-stalled': [
      '最早的一项已等了 {minutes} 分钟还没处理。',
      '重启掌柜；仍然这样就查看日志和“连接企业微信”一项。',
    ],
    'queues-refused': ['最近 7 天有 {count} 条消息没有发出去。', '到“管理 → 没发出去的消息”查看原因，处理后再试一次。'],
    'keys-ok': ['手机号、令牌和群机器人地址都已加密保存。'],
    'keys-none': [
      '手机号、令牌和群机器人地址以明文存在数据库里。',
      '用 echo k1:$(openssl rand -base64 32) 生成密钥，填入 DATA_KEYS 后重启，并另外保管好，丢了就读不出来。',
    ],
    'keys-missing': [
      '数据库里有用密钥 {id} 加密的资料，但没有找到这个密钥。',
      '把它放回 DATA_KEYS 的最后一位；使用内置数据库时把 data.key 放回 DATA_DIR。',
    ],
    'wechaty-ok': ['微信机器人组件 {name} 已安装。'],
    'wechaty-missing': [
      '没有安装微信机器人组件 {name}。',
      '在项目目录运行 npm install {name}，或去掉 WECHATY_PUPPET。',
    ],
    'wechaty-off': ['没有使用微信机器人。'],
    'smart-robot-ok': ['智能机器人已经连上企业微信。'],
    'smart-robot-waiting': [
      '智能机器人还没有连上企业微信，正在自动重试。',
      '稍等再检查，一直这样就让服务器能访问 openws.work.weixin.qq.com 的 443 端口。',
    ],
    'smart-robot-refused': [
      '企业微信不接受智能机器人的 Bot ID 或 Secret。',
      '到智能机器人的 API 页面重新复制 SMART_ROBOT_ID 和 SMART_ROBOT_SECRET，然后重启。',
    ],
    'smart-robot-replaced': [
      '智能机器人被另一处登录顶掉，这里不再收发消息。',
      '停掉使用同一个 Bot ID 的另一个程序，然后重启掌柜。',
    ],
    'smart-robot-off': ['没有使用智能机器人。'],
    'smart-robot-inside': [
      '没有检查：同一个机器人只能连一处，这里一连就会顶掉运行中的掌柜。',
      '在“管理 → 体检”里查看这一项。',
    ],
    'waits-config': ['没有检查：要先改好配置。', '先处理“配置”一项。'],
    'waits-trial': ['没有检查：还没有接入企业微信。', '先处理“配置”一项。'],
    'waits-network': ['没有检查：要先连到企业微信。', '先处理“连接企业微信”一项。'],
    'waits-token': ['没有检查：要先取得凭证。', '先处理“应用凭证”一项。'],
    'waits-ip': ['没有检查：要先让出口 IP 受信任。', '先处理“企业可信IP”一项。'],
    'waits-database': ['没有检查：要先打开数据库。', '先处理“数据库”一项，或在“管理 → 体检”里查看。'],
    'waits-server': ['没有检查：掌柜还没有启动。', '运行 npm start，再重新检查。'],
  },
  settings: {
    PORT: '写 0 到 65535 的整数，例如 3000。',
    PUBLIC_URL: '写大家打开掌柜的 https 地址，不带路径，例如 https://crm.example.com。',
    DATABASE_URL: '写成 postgres://用户:密码@主机:5432/库名，或者不填，使用自带的数据库。',
    WECOM_CORP_ID: '到企业微信管理后台“我的企业 → 企业信息”最下方复制企业 ID。',
    WECOM_AGENT_ID: '到“应用管理 → 自建 → 本应用”复制 AgentId。',
    WECOM_SECRET: '到“应用管理 → 自建 → 本应用”点击查看 Secret 并复制。',
    WECOM_TOKEN: '到“本应用 → 接收消息 → 设置API接收”复制 Token（1 到 32 位字母和数字）。',
    WECOM_ENCODING_AES_KEY: '到“本应用 → 接收消息 → 设置API接收”复制 EncodingAESKey（43 位字母和数字）。',
    WECOM_API_URL: '一般不用填；用固定 IP 代理时写代理的 https 地址。',
    WECOM_OAUTH_URL: '一般不用填，默认是 https://open.weixin.qq.com。',
    DATA_KEYS:
      '写成 id:密钥，多个用逗号隔开，第一个用来加密、旧的放在后面，用 echo k1:$(openssl rand -base64 32) 生成。',
    SESSION_SECRET: '不少于 32 个字符，可用 openssl rand -hex 32 生成；不填会自动生成。',
    ADMIN_USERIDS: '写成员账号，用逗号隔开，例如 zhangsan,lisi。',
    APP_TIMEZONE: '写 IANA 时区名，例如 Asia/Shanghai。',
    LOG_LEVEL: '写 trace、debug、info、warn、error、fatal 或 silent。',
    TRIAL_CLOCK: '写成 2026-11-23T08:40:00+08:00；正式使用时不要填。',
    WECHATY_PUPPET: '写组件的包名，例如 wechaty-puppet-service；不用微信机器人就两项都不填。',
    WECHATY_TOKEN: '与 WECHATY_PUPPET 一起填写；不用微信机器人就两项都不填。',
    SMART_ROBOT_ID: '到智能机器人的 API 页面复制 Bot ID，与 Secret 一起填写；它与 WECHATY_PUPPET 只能用一种。',
    SMART_ROBOT_SECRET: '到智能机器人的 API 页面复制 Secret，与 Bot ID 一起填写。',
  },
  otherSetting: '对照 README 的配置表改正。',
  code: '错误码 {errcode}：',
  todo: '怎么办：',
}
