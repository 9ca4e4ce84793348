// Loaded beside the data and only inside WeCom; naming the calls one by one lets the bundler leave out the rest.
export {
  getContext,
  getCurExternalChat,
  getCurExternalContact,
  openEnterpriseChat,
  register,
  sendChatMessage,
} from '@wecom/jssdk'
