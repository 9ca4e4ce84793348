/**
 * One code a row: number | class (R retry, T token, W window, O outcome, D data, C config) | Chinese | English.
 * A table in text form, so that a row stays one line to read and to compare with the vendor's list.
 */
export const ERRCODE_ROWS = `
-1 | R | 企业微信系统繁忙，稍后会自动重试。 | WeCom itself is busy; this is tried again by itself.
6000 | R | 有人同时在修改同一份数据，稍后会自动重试。 | Somebody changed the same data at the same moment; this is tried again.
40001 | C | 应用 Secret 不正确、已被重置或应用已停用。请在管理后台打开该应用，复制新的 Secret 并更新配置。 | The app secret is wrong, was reset, or the app is disabled. Copy the secret from the app's page in the admin console into the configuration.
40003 | D | 这个成员账号不存在或已离职，请核对通讯录。 | This member does not exist or has left; check the directory.
40004 | D | 文件类型不支持，请换成允许的格式再上传。 | This file type is not accepted; upload another format.
40005 | D | 素材类型填写有误，只能是图片、语音、视频或文件。 | The media type must be image, voice, video or file.
40006 | D | 文件大小不符合要求，请压缩后再上传。 | The file size is not accepted; make it smaller and upload again.
40007 | D | 素材已过期（三天有效）或不属于本企业，请重新上传。 | The media has expired (three days) or belongs elsewhere; upload it again.
40008 | D | 消息类型不受支持，请换一种消息。 | This message type is not supported; use another.
40009 | D | 图片大小不符合要求，请换一张较小的图片。 | The picture's size is not accepted; use a smaller one.
40013 | C | 企业 ID 不正确。请在管理后台“我的企业”最下方复制企业 ID。 | The corp id is wrong. Copy it from the bottom of "My company" in the admin console.
40014 | T | 凭证已失效，系统会重新获取后再试。 | The token is no longer accepted; a new one is fetched.
40029 | O | 登录码无效或已用过，请重新打开页面。 | The login code is invalid or was used; open the page again.
40033 | D | 内容里有企业微信不接受的字符，请删除特殊符号后再试。 | The content has characters WeCom does not accept; remove them.
40035 | D | 请求参数有误，请检查填写的内容。 | A parameter is wrong; check what was entered.
40039 | D | 链接过长，请缩短后再发送。 | The link is too long; shorten it.
40050 | O | 群不存在或已解散。 | The group does not exist any more.
40056 | C | 应用 AgentId 与 Secret 不匹配，请核对应用详情页上的两项。 | The agent id does not belong to the secret; compare both on the app's page.
40057 | C | 回调地址没有通过验证。请确认地址可以从公网访问，Token 和 EncodingAESKey 与后台一致。 | The callback address failed its check. It must be reachable from the internet, with the same token and key as in the console.
40058 | D | 请求内容不符合要求（常见原因：文字过长或缺少必填项），请修改后再发送。 | The content breaks a rule, often too long a text or a missing field; change it and send again.
40063 | D | 缺少必填内容，请补全后再试。 | A required field is empty; fill it in.
40066 | D | 部门列表有误，请重新选择部门。 | The list of departments is wrong; choose again.
40068 | D | 标签已被删除或不是企业标签，请刷新标签后重新选择。 | The tag was deleted or is not a company tag; reload the tags and choose again.
40071 | D | 标签名称已存在或不合法，请换一个名称。 | This tag name exists already or is not allowed; choose another.
40072 | D | 标签名称过长，请控制在 30 个字以内。 | The tag name is too long; 30 characters at most.
40093 | C | 页面签名不正确。请确认可信域名与实际访问的域名一致。 | The page signature is wrong. The trusted domain must be the one in the address bar.
40096 | D | 客户账号不正确，可能来自另一家企业或另一个应用。 | The customer id is wrong; it may belong to another company or app.
40098 | C | 成员尚未实名认证。请成员在企业微信里完成实名认证。 | The member has not verified their identity; they must do so in WeCom.
40100 | O | 客户正在转接中，请等这次转接结束。 | The customer is being handed over already; wait until that ends.
40128 | O | 这位客户 90 天内已转接两次，暂时不能再转。 | This customer was handed over twice within 90 days and cannot be again for now.
40129 | O | 客户正在转接中，24 小时内会有结果。 | The hand-over is under way and ends within 24 hours.
41001 | C | 请求没有带上凭证，请把这条提示发给维护人员。 | The request carried no token; show this to whoever maintains the system.
41002 | C | 没有配置企业 ID，请补上配置。 | No corp id is configured; add it.
41004 | C | 没有配置应用 Secret，请补上配置。 | No app secret is configured; add it.
41006 | D | 缺少素材，请重新上传。 | The media is missing; upload it again.
41009 | D | 没有指定成员，请选择成员。 | No member was named; choose one.
41011 | C | 没有配置应用 AgentId，请补上配置。 | No agent id is configured; add it.
41048 | O | 没有可以发送的客户。 | There is no customer to send to.
41050 | O | 欢迎语已过期（加好友后 20 秒内有效），这次不再发送。 | The welcome came too late (20 seconds after adding); it is not sent.
41051 | O | 双方已经开始聊天，或其他应用已发送欢迎语。 | The chat has begun, or another app already sent a welcome.
41053 | O | 客户尚未同意会话存档，同意后才能发送欢迎语。 | The customer has not agreed to chat archiving; the welcome waits for that.
41054 | C | 成员还没有激活企业微信账号，请成员登录一次。 | The member has not activated their account; they must log in once.
41063 | R | 群发任务还在派发，稍后会自动重试。 | The group message is still being handed out; this is tried again.
41064 | D | 附件过多，欢迎语最多带 9 个附件。 | Too many attachments; nine at most.
41065 | D | 附件类型不支持，请换成图片、链接、小程序、视频或文件。 | The attachment type is not supported; use image, link, mini program, video or file.
41079 | R | 朋友圈任务还在派发，稍后会自动重试。 | The moment is still being handed out; this is tried again.
41094 | W | 今天提醒次数已用完，24 小时后可以再提醒。 | The reminders of these 24 hours are used up; wait.
41096 | R | 另一个应用正在发送欢迎语，稍后会自动重试。 | Another app is sending a welcome right now; this is tried again.
42001 | T | 凭证已过期，系统会重新获取后再试。 | The token has expired; a new one is fetched.
42003 | O | 登录码已过期，请重新打开页面。 | The login code has expired; open the page again.
42012 | C | 页面票据不可用。请确认侧边栏页面配置在同一个应用下。 | The page ticket does not fit. The sidebar page must belong to this same app.
42014 | D | 卡片任务编号不合法，请把这条提示发给维护人员。 | The card's task id is not allowed; show this to whoever maintains the system.
42016 | O | 要更新的卡片已经不存在。 | The card to be updated does not exist any more.
42017 | O | 卡片上没有这个按钮，可能已被更新过。 | The card has no such button; it may have been updated.
42018 | O | 卡片按钮无效，可能已被更新过。 | The card's button is not valid; it may have been updated.
42022 | O | 登录码已用过，请重新打开页面。 | The login code was used already; open the page again.
42031 | D | 卡片类型不合法，请把这条提示发给维护人员。 | The card type is wrong; show this to whoever maintains the system.
42039 | D | 卡片按钮缺少编号，请把这条提示发给维护人员。 | A card button has no key; show this to whoever maintains the system.
42045 | D | 卡片缺少点击后打开的地址。 | The card has no address to open when tapped.
42052 | O | 消息超过 24 小时，不能再撤回。 | The message is older than 24 hours and cannot be recalled.
44001 | D | 文件是空的，请重新选择文件。 | The file is empty; choose another.
44004 | D | 消息内容为空，请填写内容。 | The message is empty; write something.
45001 | D | 文件太大，请压缩后再上传。 | The file is too large; make it smaller.
45002 | D | 消息太长，请缩短后再发送。 | The message is too long; shorten it.
45008 | D | 图文消息条数不对，请保持在 1 到 8 条。 | A news message needs one to eight articles.
45009 | W | 调用次数超过企业微信限制，系统会等一段时间再继续。 | WeCom's call limit is reached; this goes on after a pause.
45029 | D | 返回的数据太多，请缩小部门或时间范围。 | The answer would be too large; narrow the department or the period.
45033 | R | 同时调用太多，稍后会自动重试。 | Too many calls at the same time; this is tried again.
45035 | R | 同一位客户正在被修改，稍后会自动重试。 | The same customer is being changed right now; this is tried again.
48002 | C | 应用没有这项接口权限。请在“客户联系 → 可调用接口的应用”中加入本应用。 | The app may not call this API. Add it under "Customer contact → apps that may call the API".
48006 | C | 接口权限已被收回，请在管理后台重新授权。 | The API permission was taken back; grant it again in the admin console.
48009 | C | 通讯录同步助手不能读取成员详情，系统会改用简单列表。 | The directory assistant may not read member details; the short list is used instead.
50001 | C | 登录跳转地址不在可信域名内。请在应用的“网页授权及 JS-SDK”里填写本系统域名。 | The login address is not in a trusted domain. Enter this system's domain under the app's web authorisation settings.
50002 | C | 成员不在应用可见范围内。请在应用详情里调整可见范围。 | The member is outside the app's visible range; widen it on the app's page.
50003 | C | 应用已被停用，请在管理后台启用。 | The app is disabled; enable it in the admin console.
60003 | D | 部门不存在，请刷新部门后重新选择。 | The department does not exist; reload and choose again.
60011 | C | 成员、部门或标签不在应用可见范围内。请在应用详情里调整可见范围。 | A member, department or tag is outside the app's visible range; widen it on the app's page.
60020 | C | 服务器 IP 不在企业可信 IP 内。请在应用详情最下方“企业可信IP”中加入本服务器的出口 IP，约一分钟后生效。 | The server's address is not trusted. Add its outgoing IP at the bottom of the app's page; it takes about a minute.
60021 | C | 成员不在应用可见范围内。请在应用详情里调整可见范围。 | The member is outside the app's visible range; widen it on the app's page.
60031 | C | 应用被禁止调用接口，请在管理后台查看应用状态。 | The app is barred from the API; look at its state in the admin console.
60111 | D | 成员账号不存在，请核对通讯录。 | No such member; check the directory.
60123 | D | 部门编号无效，请刷新部门后重新选择。 | The department id is not valid; reload and choose again.
610003 | D | 场景参数不合法，请检查后再试。 | The scene value is not allowed; check it.
701008 | C | 成员没有可用的接口许可，请购买或分配许可账号。 | The members have no API licence; buy or assign one.
701099 | C | 成员没有有效的接口许可，请购买或续期。 | The member has no valid API licence; buy or renew one.
80001 | C | 可信域名不正确或没有备案，请在管理后台检查域名。 | The trusted domain is wrong or not registered; check it in the admin console.
81011 | C | 应用不能修改这个标签，只能修改由本应用创建的标签。 | The app may not change this tag: only tags it made itself.
81013 | O | 收件人全部无效或不在应用可见范围内。 | No recipient is valid or visible to the app.
81017 | D | 请求数量过多，请缩小范围。 | Too many at once; narrow the request.
82001 | D | 没有指定成员、部门或标签。 | No member, department or tag was named.
84014 | O | 授权已过期，请重新打开页面并同意授权。 | The consent has expired; open the page again and agree.
84061 | O | 客户已不是这位成员的好友，或成员还没有客户。 | They are not connected any more, or the member has no customers.
84074 | C | 成员没有客户联系权限。请在“客户联系 → 使用范围”中加入该成员。 | The member may not have customers. Add them under "Customer contact → range of use".
84083 | C | 成员没有开通客户联系功能。请在“客户联系 → 使用范围”中加入该成员。 | The member lacks the customer-contact feature. Add them under "Customer contact → range of use".
85002 | D | 内容含有不允许的词语，请修改后再试。 | The content has a forbidden word; change it.
85005 | C | 可信域名没有通过归属校验，请在管理后台完成校验。 | Ownership of the trusted domain is not proven; finish the check in the admin console.
86003 | O | 群聊不存在。 | The group chat does not exist.
86008 | O | 这个群不是本应用创建的，不能操作。 | The group was not made by this app.
90500 | O | 群主还没有离职，不能按离职继承处理。 | The group's owner has not left, so it cannot be passed on that way.
92002 | C | 票据属于另一家企业，请核对企业 ID。 | The ticket belongs to another company; check the corp id.
93000 | O | 群机器人地址不正确，或机器人已被移出群。请在群里重新添加并更新地址。 | The group robot's address is wrong or the robot was removed. Add it to the group again and update the address.
93004 | O | 群机器人已被停用，请在群设置里启用。 | The group robot is disabled; enable it in the group.
93008 | O | 群机器人已不在群里，请重新添加。 | The group robot is not in the group any more; add it again.
95001 | W | 给这位客户的客服消息次数已用完，等客户再次发言。 | The service messages to this customer are used up until they write again.
95002 | W | 距客户上次发言已超过 48 小时，等客户再次发言。 | The customer last wrote over 48 hours ago; wait until they write again.
301002 | C | 无权操作这个应用，请核对 AgentId 与 Secret 属于同一应用。 | This app may not be operated; the agent id and secret must belong together.
301042 | C | 服务器 IP 不在会话存档的可信 IP 内，请在会话存档设置里加入。 | The server's address is not trusted for chat archiving; add it in its settings.
301052 | C | 会话存档服务已到期，请续费。 | The chat archiving service has expired; renew it.
`
