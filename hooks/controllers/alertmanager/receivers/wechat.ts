// Receiver integration: WeChat.
import type { WeChatConfig } from '../../../api/receivers/wechat.ts';
import { client } from './http.ts';
import { integration } from './mapping.ts';
import { secret } from './sources.ts';

export const wechat = integration<WeChatConfig>('wechat_configs', {
  send_resolved: 'sendResolved',
  api_secret: secret('apiSecret'),
  api_url: 'apiURL',
  corp_id: 'corpID',
  agent_id: 'agentID',
  to_user: 'toUser',
  to_party: 'toParty',
  to_tag: 'toTag',
  message: 'message',
  message_type: 'messageType',
  http_config: client,
});
