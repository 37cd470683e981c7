// Receiver integration: Rocket.Chat.
import type {
  RocketChatActionConfig,
  RocketChatConfig,
  RocketChatFieldConfig,
} from '../../../api/receivers/rocketchat.ts';
import { client } from './http.ts';
import { integration, type Mapping } from './mapping.ts';
import { nestedList, secret } from './sources.ts';

const field: Mapping<RocketChatFieldConfig> = { short: 'short', title: 'title', value: 'value' };
const action: Mapping<RocketChatActionConfig> = { text: 'text', url: 'url', msg: 'msg' };

export const rocketchat = integration<RocketChatConfig>('rocketchat_configs', {
  send_resolved: 'sendResolved',
  api_url: 'apiURL',
  icon_url: 'iconURL',
  image_url: 'imageURL',
  thumb_url: 'thumbURL',
  actions: nestedList('actions', action),
  http_config: client,
  token: secret('token'),
  token_id: secret('tokenID'),
  channel: 'channel',
  color: 'color',
  title: 'title',
  title_link: 'titleLink',
  text: 'text',
  fields: nestedList('fields', field),
  short_fields: 'shortFields',
  emoji: 'emoji',
  link_names: 'linkNames',
});
