/**
 * One code a row: number | class (R retry, T token, W window, O outcome, D data, C config) | Chinese | English.
 * A table in text form, so that a row stays one line to read and to compare with the vendor's list.
 */
export const ERRCODE_ROWS = `
-1 | R | 企业微信系统繁忙，稍后会自动重试。 | WeCom itself is busy; this is tried again by itself.
6000 | R | 有人同时在修改同一份数据，稍后会自动重试。 | Somebody changed the same data at the same moment; this is tried again.
10001 | R | 会话存档的网络请求失败，稍后会自动重试。 | The chat archive could not be read over the network; this is tried again.
10003 | R | 会话存档系统繁忙，稍后会自动重试。 | The chat archive is busy; this is tried again.
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
40031 | D | 成员列表有误，请重新选择成员。 | The list of members is wrong; choose them again.
40032 | D | 一次选择的成员过多，请减少成员后再试。 | Too many members were chosen at once; choose fewer.
40033 | D | 内容里有企业微信不接受的字符，请删除特殊符号后再试。 | The content has characters WeCom does not accept; remove them.
40035 | D | 请求参数有误，请检查填写的内容。 | A parameter is wrong; check what was entered.
40037 | D | 欢迎语模板不存在，请重新选择。 | The welcome template does not exist; choose another.
40039 | D | 链接过长，请缩短后再发送。 | The link is too long; shorten it.
40050 | O | 群不存在或已解散。 | The group does not exist any more.
40055 | D | 菜单链接的域名不被接受，请换一个完整的 https 链接。 | The address of the menu entry is not accepted; use a complete https link.
40056 | C | 应用 AgentId 与 Secret 不匹配，请核对应用详情页上的两项。 | The agent id does not belong to the secret; compare both on the app's page.
40057 | C | 回调地址没有通过验证。请确认地址可以从公网访问，Token 和 EncodingAESKey 与后台一致。 | The callback address failed its check. It must be reachable from the internet, with the same token and key as in the console.
40058 | D | 请求内容不符合要求（常见原因：文字过长或缺少必填项），请修改后再发送。 | The content breaks a rule, often too long a text or a missing field; change it and send again.
40059 | D | 上报位置的设置不对，请在应用详情页重新选择。 | The setting for reporting places is wrong; choose it again on the app's page.
40063 | D | 缺少必填内容，请补全后再试。 | A required field is empty; fill it in.
40066 | D | 部门列表有误，请重新选择部门。 | The list of departments is wrong; choose again.
40068 | D | 标签已被删除或不是企业标签，请刷新标签后重新选择。 | The tag was deleted or is not a company tag; reload the tags and choose again.
40070 | D | 选择的标签范围已全部失效，请重新选择标签。 | None of the chosen tags exists any more; choose again.
40071 | D | 标签名称已存在或不合法，请换一个名称。 | This tag name exists already or is not allowed; choose another.
40072 | D | 标签名称过长，请控制在 30 个字以内。 | The tag name is too long; 30 characters at most.
40074 | D | 图文消息不能设为保密，请去掉保密后再发送。 | A news message cannot be confidential; switch that off and send again.
40091 | C | Secret 不正确，可能属于另一家企业。请在管理后台打开本应用，复制 Secret 并更新配置。 | The secret is wrong and may belong to another company. Copy it from the app's page in the admin console.
40093 | C | 页面签名不正确。请确认可信域名与实际访问的域名一致。 | The page signature is wrong. The trusted domain must be the one in the address bar.
40094 | D | 链接不正确，请填写以 https:// 开头的完整链接。 | The link is wrong; write it in full, beginning with https://.
40096 | D | 客户账号不正确，可能来自另一家企业或另一个应用。 | The customer id is wrong; it may belong to another company or app.
40097 | D | 成员还没有离职，请用在职转接。 | The member has not left; use the hand-over for present members.
40098 | C | 成员尚未实名认证。请成员在企业微信里完成实名认证。 | The member has not verified their identity; they must do so in WeCom.
40099 | O | 客户数量已到上限，请先让成员整理客户或换一位接手人。 | The member has as many customers as allowed; choose somebody else to take over.
40100 | O | 客户正在转接中，请等这次转接结束。 | The customer is being handed over already; wait until that ends.
40123 | D | 图片格式不被接受，请换成 JPG 或 PNG。 | The picture's format is not accepted; use JPG or PNG.
40126 | D | 企业标签已到数量上限，请先删除不用的标签。 | The company has as many tags as it may; delete unused ones first.
40127 | D | 链接的开头不被支持，请使用 https 链接。 | This kind of link is not supported; use an https link.
40128 | O | 这位客户 90 天内已转接两次，暂时不能再转。 | This customer was handed over twice within 90 days and cannot be again for now.
40129 | O | 客户正在转接中，24 小时内会有结果。 | The hand-over is under way and ends within 24 hours.
40130 | D | 原跟进人与接手人是同一位，请换一位接手。 | Both members are the same; choose somebody else to take over.
40131 | D | 原跟进人并没有这位客户，请刷新后重新选择。 | The member does not have this customer; reload and choose again.
40132 | C | 团队号不支持这个操作，请先完成企业认证。 | A team account cannot do this; verify the company first.
40141 | C | 企业账号异常，请管理员登录管理后台查看提示。 | Something is wrong with the company's account; an admin finds the notice in the console.
40143 | O | 成员账号被封禁，暂时不能继承客户。请换一位成员。 | The member is banned and cannot hand over or take over for now; choose another.
41001 | C | 请求没有带上凭证，请把这条提示发给维护人员。 | The request carried no token; show this to whoever maintains the system.
41002 | C | 没有配置企业 ID，请补上配置。 | No corp id is configured; add it.
41004 | C | 没有配置应用 Secret，请补上配置。 | No app secret is configured; add it.
41006 | D | 缺少素材，请重新上传。 | The media is missing; upload it again.
41009 | D | 没有指定成员，请选择成员。 | No member was named; choose one.
41010 | D | 缺少链接，请补上链接。 | The link is missing; add it.
41011 | C | 没有配置应用 AgentId，请补上配置。 | No agent id is configured; add it.
41033 | D | 缺少描述，请补上描述。 | The description is missing; add it.
41035 | D | 没有指定客户，请选择客户。 | No customer was named; choose one.
41036 | D | 企业简称不符合要求，请修改后再试。 | The company's short name is not accepted; change it.
41037 | D | “联系我”缺少类型，请选择单人或多人。 | The contact way lacks its type; choose one or several members.
41038 | D | “联系我”缺少场景，请选择小程序或二维码。 | The contact way lacks its scene; choose mini program or QR code.
41039 | D | “联系我”类型不对，请选择单人或多人。 | The type of the contact way is wrong; choose one or several members.
41040 | D | “联系我”场景不对，请选择小程序或二维码。 | The scene of the contact way is wrong; choose mini program or QR code.
41041 | D | 一个“联系我”最多 100 位成员，请减少成员。 | A contact way takes 100 members at most; remove some.
41042 | D | “联系我”样式不对，请重新选择。 | The style of the contact way is wrong; choose again.
41043 | D | 没有指定“联系我”，请重新选择。 | No contact way was named; choose one.
41044 | D | “联系我”不存在或已删除，请重新选择。 | The contact way does not exist or was deleted; choose another.
41045 | D | “联系我”已到数量上限，请先删除不用的。 | There are as many contact ways as there may be; delete unused ones first.
41046 | D | 没有指定群发任务，请重新选择。 | No group message was named; choose one.
41047 | D | 群发任务不存在，请刷新后重新选择。 | The group message does not exist; reload and choose again.
41048 | O | 没有可以发送的客户。 | There is no customer to send to.
41049 | D | 缺少欢迎语凭证，请等下一次加好友再发送。 | The welcome code is missing; a welcome can be sent with the next friend.
41050 | O | 欢迎语已过期（加好友后 20 秒内有效），这次不再发送。 | The welcome came too late (20 seconds after adding); it is not sent.
41051 | O | 双方已经开始聊天，或其他应用已发送欢迎语。 | The chat has begun, or another app already sent a welcome.
41052 | D | 发送时间不正确，请重新选择时间。 | The time of sending is wrong; choose it again.
41053 | O | 客户尚未同意会话存档，同意后才能发送欢迎语。 | The customer has not agreed to chat archiving; the welcome waits for that.
41054 | C | 成员还没有激活企业微信账号，请成员登录一次。 | The member has not activated their account; they must log in once.
41055 | D | 入群欢迎语已到数量上限，请先删除不用的。 | There are as many group welcomes as there may be; delete unused ones first.
41056 | D | 客户账号的类型不对，请刷新客户后再试。 | The customer's id is of the wrong kind; reload the customer.
41057 | C | 企业没有绑定微信开发者账号。请在管理后台“客户联系 → API”里绑定。 | The company has no WeChat developer account bound. Bind one in the console under "Customer contact → API".
41058 | C | 应用不能修改这条入群欢迎语，只能修改由本应用创建的。 | The app may not edit this group welcome: only those it made itself.
41059 | D | 没有指定朋友圈，请重新选择。 | No moment was named; choose one.
41060 | D | 朋友圈不存在，请刷新后重新选择。 | The moment does not exist; reload and choose again.
41061 | D | 这条朋友圈不是这位成员发表的，请核对。 | This moment was not posted by this member; check it.
41062 | O | 成员还没有发表这条朋友圈。 | The member has not posted this moment yet.
41063 | R | 群发任务还在派发，稍后会自动重试。 | The group message is still being handed out; this is tried again.
41064 | D | 附件过多，欢迎语最多带 9 个附件。 | Too many attachments; nine at most.
41065 | D | 附件类型不支持，请换成图片、链接、小程序、视频或文件。 | The attachment type is not supported; use image, link, mini program, video or file.
41066 | D | 视频号名称不正确，请核对后再填。 | The name of the channels account is wrong; check it.
41067 | D | 朋友圈类型不对，请刷新后重新选择。 | The moment is of another kind; reload and choose again.
41068 | D | 一条规则里的敏感词太多，请分成几条规则。 | One rule has too many words; divide it into several.
41069 | D | 敏感词规则已到数量上限，请先删除不用的规则。 | There are as many word rules as allowed; delete unused ones first.
41070 | D | 敏感词规则不存在，请刷新后重新选择。 | The word rule does not exist; reload and choose again.
41071 | O | 敏感词规则已被删除。 | The word rule was deleted.
41072 | D | 附件与使用场景不符，请按用途重新上传。 | The attachment was uploaded for another purpose; upload it again.
41073 | D | 商品图册的描述不符合要求，请修改描述。 | The product's description is not accepted; change it.
41074 | O | 商品图册已被删除。 | The product was deleted.
41075 | D | 商品图册不存在，请刷新后重新选择。 | The product does not exist; reload and choose again.
41076 | D | 敏感词规则的适用范围过大，请改选部门。 | The rule applies to too many members; choose departments instead.
41077 | D | 敏感词规则的名称已被使用，请换一个名称。 | The name of the word rule is taken; use another.
41078 | R | 正在创建的朋友圈任务过多，稍后会自动重试。 | Too many moments are being made at once; this is tried again.
41079 | R | 朋友圈任务还在派发，稍后会自动重试。 | The moment is still being handed out; this is tried again.
41080 | D | 附件太大，请压缩后重新上传。 | The attachment is too large; make it smaller and upload again.
41081 | D | 图片分辨率过高，请缩小后重新上传。 | The picture has too many pixels; shrink it and upload again.
41082 | D | 视频太长，请剪短后重新上传。 | The video is too long; cut it and upload again.
41083 | D | 敏感词不符合要求，请修改后再保存。 | A word of the rule is not accepted; change it.
41084 | D | 敏感词的语义规则不正确，请重新选择。 | The meaning chosen for the rule is wrong; choose again.
41085 | D | 商品编码不符合要求，只能用字母和数字。 | The product number is not accepted; use letters and digits only.
41086 | D | 商品价格不符合要求，请核对金额。 | The product's price is not accepted; check the amount.
41087 | D | 商品描述不符合要求，请缩短或修改描述。 | The product's description is not accepted; shorten or change it.
41088 | D | 没有附件，请至少添加一个。 | There is no attachment; add at least one.
41089 | D | 朋友圈没有内容，请填写文字或添加附件。 | The moment is empty; write something or attach something.
41090 | D | 视频格式不对，请换成 MP4 重新上传。 | The video must be an MP4; convert it and upload again.
41091 | D | 一个进群方式最多关联 5 个群，请减少群。 | A way to join takes five groups at most; remove some.
41093 | O | 群发任务已取消，不能再操作。 | The group message was cancelled; nothing more can be done with it.
41094 | W | 今天提醒次数已用完，24 小时后可以再提醒。 | The reminders of these 24 hours are used up; wait.
41095 | O | 获客链接已到数量上限，请先删除不用的链接。 | There are as many acquisition links as allowed; delete unused ones first.
41096 | R | 另一个应用正在发送欢迎语，稍后会自动重试。 | Another app is sending a welcome right now; this is tried again.
42001 | T | 凭证已过期，系统会重新获取后再试。 | The token has expired; a new one is fetched.
42003 | O | 登录码已过期，请重新打开页面。 | The login code has expired; open the page again.
42012 | C | 页面票据不可用。请确认侧边栏页面配置在同一个应用下。 | The page ticket does not fit. The sidebar page must belong to this same app.
42014 | D | 卡片任务编号不合法，请把这条提示发给维护人员。 | The card's task id is not allowed; show this to whoever maintains the system.
42015 | D | 卡片不是由本应用发送的，不能更新。 | The card was sent by another app and cannot be updated.
42016 | O | 要更新的卡片已经不存在。 | The card to be updated does not exist any more.
42017 | O | 卡片上没有这个按钮，可能已被更新过。 | The card has no such button; it may have been updated.
42018 | O | 卡片按钮无效，可能已被更新过。 | The card's button is not valid; it may have been updated.
42019 | D | 卡片按钮缺少按键值，请把这条提示发给维护人员。 | A button of the card has no key; show this to whoever maintains the system.
42020 | D | 卡片按钮缺少名称，请补上按钮文字。 | A button of the card has no text; add it.
42022 | O | 登录码已用过，请重新打开页面。 | The login code was used already; open the page again.
42027 | D | 卡片的资料行缺少名称，请补上每一行的名称。 | A line of the card has no name; add one to every line.
42028 | D | 卡片缺少跳转链接，请补上链接。 | The card lacks a link; add it.
42029 | D | 卡片里的文件没有上传成功，请重新上传文件。 | The card's file was not uploaded; upload it again.
42030 | D | 卡片缺少小程序的 AppID，请补上或改用链接。 | The card lacks the mini program's app id; add it or use a link.
42031 | D | 卡片类型不合法，请把这条提示发给维护人员。 | The card type is wrong; show this to whoever maintains the system.
42033 | D | 卡片缺少标题，请补上标题。 | The card lacks a title; add it.
42035 | D | 卡片的资料行最多 6 行，请减少几行。 | A card takes 6 lines of details at most; remove some.
42036 | D | 卡片的正文段落最多 4 段，请减少几段。 | A card takes 4 paragraphs at most; remove some.
42037 | D | 卡片的选项数量不对，投票最多 20 项、下拉最多 10 项。 | The card has the wrong number of options; a vote takes 20 at most, a choice 10.
42038 | D | 卡片按钮没有文字或文字不被接受，请修改按钮文字。 | A button's text is missing or not accepted; change it.
42039 | D | 卡片按钮缺少编号，请把这条提示发给维护人员。 | A card button has no key; show this to whoever maintains the system.
42040 | D | 卡片选项的编号缺失或重复，请把这条提示发给维护人员。 | An option of the card has no id or one that is taken; show this to whoever maintains the system.
42041 | D | 卡片选项没有文字，请补上选项文字。 | An option of the card has no text; add it.
42042 | D | 卡片的跳转最多 3 个，请减少几个。 | A card takes 3 links at most; remove some.
42043 | D | 卡片的问题编号缺失或重复，请把这条提示发给维护人员。 | A question of the card has no key or one that is taken; show this to whoever maintains the system.
42044 | D | 卡片图片的链接不正确，请换一张图片。 | The link of the card's picture is wrong; use another picture.
42045 | D | 卡片缺少点击后打开的地址。 | The card has no address to open when tapped.
42046 | D | 卡片的提交按钮缺少按键值，请把这条提示发给维护人员。 | The card's submit button has no key; show this to whoever maintains the system.
42047 | D | 卡片的下拉选择最多 3 个，请减少几个。 | A card takes 3 choices at most; remove some.
42049 | D | 卡片的提交按钮没有文字，请补上，最多 10 个字。 | The card's submit button has no text; add one of 10 characters at most.
42050 | D | 卡片里的成员账号不正确，请重新选择成员。 | A member named in the card is wrong; choose again.
42051 | D | 卡片菜单里有两项用了同一个按键值，请把这条提示发给维护人员。 | Two entries of the card's menu share a key; show this to whoever maintains the system.
42052 | O | 消息超过 24 小时，不能再撤回。 | The message is older than 24 hours and cannot be recalled.
43004 | O | 成员没有关注微信插件，请成员在微信里关注后再试。 | The member does not follow the WeChat plug-in; they must do so in WeChat.
43009 | C | 企业还没有验证主体。请在管理后台“我的企业”完成验证。 | The company is not verified. Verify it in the console under "My company".
44001 | D | 文件是空的，请重新选择文件。 | The file is empty; choose another.
44004 | D | 消息内容为空，请填写内容。 | The message is empty; write something.
45001 | D | 文件太大，请压缩后再上传。 | The file is too large; make it smaller.
45002 | D | 消息太长，请缩短后再发送。 | The message is too long; shorten it.
45007 | D | 语音不能超过 60 秒，请缩短后再上传。 | A voice message takes 60 seconds at most; shorten it.
45008 | D | 图文消息条数不对，请保持在 1 到 8 条。 | A news message needs one to eight articles.
45009 | W | 调用次数超过企业微信限制，系统会等一段时间再继续。 | WeCom's call limit is reached; this goes on after a pause.
45029 | D | 返回的数据太多，请缩小部门或时间范围。 | The answer would be too large; narrow the department or the period.
45033 | R | 同时调用太多，稍后会自动重试。 | Too many calls at the same time; this is tried again.
45034 | D | 链接要写完整，以 https:// 开头。 | The link must be complete and begin with https://.
45035 | R | 同一位客户正在被修改，稍后会自动重试。 | The same customer is being changed right now; this is tried again.
46004 | D | 成员不存在，请核对通讯录。 | There is no such member; check the directory.
48002 | C | 应用没有这项接口权限。请在“客户联系 → 可调用接口的应用”中加入本应用。 | The app may not call this API. Add it under "Customer contact → apps that may call the API".
48006 | C | 接口权限已被收回，请在管理后台重新授权。 | The API permission was taken back; grant it again in the admin console.
48007 | C | 这个客服账号没有授权给本应用。请在管理后台“微信客服”中把账号交给本应用管理。 | This service account is not granted to the app; hand it to the app under "WeChat customer service" in the admin console.
48009 | C | 通讯录同步助手不能读取成员详情，系统会改用简单列表。 | The directory assistant may not read member details; the short list is used instead.
50001 | C | 登录跳转地址不在可信域名内。请在应用的“网页授权及 JS-SDK”里填写本系统域名。 | The login address is not in a trusted domain. Enter this system's domain under the app's web authorisation settings.
50002 | C | 成员不在应用可见范围内。请在应用详情里调整可见范围。 | The member is outside the app's visible range; widen it on the app's page.
50003 | C | 应用已被停用，请在管理后台启用。 | The app is disabled; enable it in the admin console.
60003 | D | 部门不存在，请刷新部门后重新选择。 | The department does not exist; reload and choose again.
60004 | D | 上级部门不存在，请刷新通讯录。 | The parent department does not exist; reload the directory.
60011 | C | 成员、部门或标签不在应用可见范围内。请在应用详情里调整可见范围。 | A member, department or tag is outside the app's visible range; widen it on the app's page.
60020 | C | 服务器 IP 不在企业可信 IP 内。请在应用详情最下方“企业可信IP”中加入本服务器的出口 IP，约一分钟后生效。 | The server's address is not trusted. Add its outgoing IP at the bottom of the app's page; it takes about a minute.
60021 | C | 成员不在应用可见范围内。请在应用详情里调整可见范围。 | The member is outside the app's visible range; widen it on the app's page.
60031 | C | 应用被禁止调用接口，请在管理后台查看应用状态。 | The app is barred from the API; look at its state in the admin console.
60111 | D | 成员账号不存在，请核对通讯录。 | No such member; check the directory.
60123 | D | 部门编号无效，请刷新部门后重新选择。 | The department id is not valid; reload and choose again.
60124 | D | 上级部门不正确，请重新选择。 | The parent department is wrong; choose again.
81012 | D | 没有选择可见范围，请选择成员或部门。 | No visible range was chosen; choose members or departments.
86007 | D | 有成员不能加入这个群，请重新选择成员。 | A member cannot join this group; choose again.
86101 | O | 只有群主可以这样操作，请联系群主。 | Only the group's owner may do this; ask them.
86202 | D | 缺少群名，请填写群名。 | The group's name is missing; add it.
86203 | D | 没有选择群主，请选择群主。 | No owner was chosen; choose one.
86204 | D | 没有选择群成员，请选择成员。 | No members were chosen; choose them.
86217 | D | 发送人不在这个群里，请先加入群。 | The sender is not in this group; join it first.
86220 | D | 群的设置不被接受，请检查填写的内容。 | A setting of the group is not accepted; check what was entered.
90509 | D | 这不是客户群，请选择客户群。 | This is not a customer group; choose one.
90510 | C | 企业一年内没有人使用，接口已被停用。请管理员登录企业微信后再试。 | Nobody used this company for a year and its API is closed. An admin must sign in to WeCom.
301007 | C | 企业不可用，可能已解散或被封禁。请管理员登录管理后台查看。 | The company cannot be used; it may be dissolved or banned. An admin finds out in the console.
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
86001 | D | 群 ID 不合法，请重新选择群。 | The chat id is not allowed; choose the group again.
86003 | O | 群聊不存在。 | The group chat does not exist.
86004 | D | 群名不合法，请换一个名称。 | The name of the group is not allowed; choose another.
86005 | D | 群主不合法，请重新选择群主。 | The owner of the group is not allowed; choose another.
86006 | D | 群成员过多或过少，请调整成员。 | The group has too many or too few members; change them.
86008 | O | 这个群不是本应用创建的，不能操作。 | The group was not made by this app.
86201 | D | 没有指定群，请选择群。 | No group was named; choose one.
86205 | D | 群 ID 过长，请重新选择群。 | The chat id is too long; choose the group again.
86207 | D | 群主不在群成员里，请把群主加进成员。 | The owner is not among the members; add them.
86214 | D | 群发类型不合法，请选择发给客户或客户群。 | The kind of group message is wrong; choose customers or customer groups.
86215 | D | 群 ID 已被使用，请换一个。 | The chat id is taken; use another.
86216 | D | 群成员里有不存在的成员，请核对。 | One of the members does not exist; check them.
90500 | O | 群主还没有离职，不能按离职继承处理。 | The group's owner has not left, so it cannot be passed on that way.
90501 | O | 这个群不是客户群，不能继承。 | This is not a customer group and cannot be passed on.
90502 | O | 群主已经离职，请按离职继承处理。 | The group's owner has left; pass it on as a leaver's group.
90503 | O | 群已满员，需要在企业微信客户端里确认后再转接。 | The group is full; confirm the hand-over in the WeCom client.
90504 | O | 群主没有变化，不需要转接。 | The owner stays the same; there is nothing to hand over.
90505 | O | 这个客户群现在不能转接，请在企业微信客户端里查看群的状态。 | This group cannot be handed over now; look at it in the WeCom client.
90506 | O | 这个客户群现在不能转接，请在企业微信客户端里查看群的状态。 | This group cannot be handed over now; look at it in the WeCom client.
90507 | O | 这个群正在继承中，请等结果。 | The group is being passed on; wait for the outcome.
90508 | O | 这个群已经继承过了。 | The group was passed on already.
92002 | C | 票据属于另一家企业，请核对企业 ID。 | The ticket belongs to another company; check the corp id.
93000 | O | 群机器人地址不正确，或机器人已被移出群。请在群里重新添加并更新地址。 | The group robot's address is wrong or the robot was removed. Add it to the group again and update the address.
93004 | O | 群机器人已被停用，请在群设置里启用。 | The group robot is disabled; enable it in the group.
93006 | O | 群 ID 不正确，或机器人不在这个群里。 | The chat id is wrong, or the robot is not in that chat.
93008 | O | 群机器人已不在群里，请重新添加。 | The group robot is not in the group any more; add it again.
95000 | D | 客服账号 ID 不正确，请重新选择客服账号。 | The customer-service account id is wrong; choose the account again.
95001 | W | 给这位客户的客服消息次数已用完，等客户再次发言。 | The service messages to this customer are used up until they write again.
95002 | W | 距客户上次发言已超过 48 小时，等客户再次发言。 | The customer last wrote over 48 hours ago; wait until they write again.
95003 | C | 企业未验证，可接待的客户数已到上限。请先完成企业验证。 | The company is not verified and may serve no more customers; verify it.
95004 | D | 客服账号不存在或已删除，请重新选择。 | The customer-service account does not exist or was deleted; choose another.
95005 | D | 客服账号数量超出允许范围，请删除不用的账号。 | There are too many customer-service accounts; delete some.
95006 | D | 客服账号名称不合法，请换一个名称。 | The name of the customer-service account is not allowed; use another.
95007 | D | 拉取消息的 token 无效或已超过十分钟，请用最新回调里的 token，或不带 token 拉取。 | The sync token is wrong or older than ten minutes; use that of the newest callback, or none.
95008 | D | 菜单消息最多十项，请删减菜单项。 | A menu message has at most ten items; remove some.
95009 | D | 菜单项类型不受支持，请检查菜单内容。 | This kind of menu item is not supported; check the menu.
95011 | C | 微信客服已改在企业微信内使用，请换用自建应用的凭证。 | Customer service now runs inside WeCom; use the token of the company's own app.
95012 | C | 企业微信内还没有启用微信客服，请在管理后台启用。 | Customer service is not in use inside WeCom; turn it on in the admin console.
95013 | O | 这次客服会话已经结束，等客户再次发言。 | This service session has ended; wait until the customer writes again.
95014 | D | 该成员不是这个客服账号的接待人员，或尚未激活企业微信。 | This member does not serve this account or has not activated WeCom.
95015 | C | 管理后台已配置专属服务，不能由接口操作。 | A dedicated service is set up in the admin console; the API may not change it.
95016 | O | 会话现在的状态不能这样变更，请先查看会话状态。 | The session cannot move this way from its present state; look at the state first.
95017 | C | 微信客服的接口开关已关闭，请在管理后台打开。 | The customer-service API is switched off; turn it on in the admin console.
95018 | O | 会话由人工接待、在排队或已结束，此时不能由接口发消息。 | A member serves this session, or it is queued or over; the API may not write now.
95019 | D | 接待人员已停止接待或暂时离开，请换一位。 | This servicer has stopped serving or is away; choose another.
95022 | D | 位置类型不正确，请检查后再试。 | The location type is wrong; check it.
95023 | C | 微信客服接口已授权给代开发应用，请在管理后台调整。 | The customer-service API is granted to a provider's app; change that in the admin console.
95026 | C | 现有客服账号使用率较低，暂时不能新建。 | The present accounts are little used, so no new one may be made for now.
95027 | C | 企业未认证，最多十个客服账号。请先完成认证。 | A company that is not certified has at most ten accounts; certify it.
95030 | D | 客服组件禁止发送这种消息，请换一种类型。 | The service component forbids this kind of message; use another.
95031 | O | 客户 48 小时内没有咨询过，等客户再次发言。 | The customer has not written within 48 hours; wait until they do.
95032 | C | 获取客服聊天记录的权限已失效，请在管理后台重新授权。 | The permission to read service chats has lapsed; grant it again in the admin console.
301002 | C | 无权操作这个应用，请核对 AgentId 与 Secret 属于同一应用。 | This app may not be operated; the agent id and secret must belong together.
301022 | R | 企业微信系统失败，稍后会自动重试。 | WeCom failed by itself; this is tried again.
301042 | C | 服务器 IP 不在会话存档的可信 IP 内，请在会话存档设置里加入。 | The server's address is not trusted for chat archiving; add it in its settings.
301048 | O | 存档文件不存在或已过期，无法再下载。 | The archived file does not exist or has expired and cannot be fetched any more.
301052 | C | 会话存档服务已到期，请续费。 | The chat archiving service has expired; renew it.
301053 | C | 会话存档服务未开启，请在管理后台开启。 | Chat archiving is not turned on; turn it on in the admin console.
301055 | C | 应用没有审批数据的权限。请在管理后台“审批”里把本应用加入可调用接口的应用。 | The app may not read approvals. Add it under "Approval → apps that may call the API" in the admin console.
301058 | D | 一次拉取的会话数据过大，请减少条数。 | Too much chat data at once; ask for fewer rows.
301059 | O | 这不是内部群，存档不提供它的资料。 | This is not an internal group; the archive has no data of it.
301060 | D | 一次最多查询 100 个会话的同意情况。 | The consent of at most 100 chats can be asked for at once.
301061 | D | 成员或客户不存在，请核对。 | The member or customer does not exist; check it.
830001 | D | 企业微信取不到这个文件的链接，请换一个能直接下载的 https 链接。 | WeCom cannot fetch the file from this address; use an https link that downloads it directly.
830002 | D | 文件太大，不能超过 200 MB，请压缩后再传。 | The file is too large; 200 MB at most.
830003 | D | 企业微信下载这个文件没有成功，请确认链接能打开后再试。 | WeCom could not download the file; make sure that the link opens and try again.
`
