// Receiver integration: Webex.
import type { WebexConfig } from '../../../api/receivers/webex.ts';
import { nonEmpty, section } from '../../../core/section.ts';
import { checkAddress } from './address.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration } from './integration.ts';

export const webex: Integration<WebexConfig> = {
  key: 'webex_configs',
  since: 'webex_configs',
  check: (config, path) =>
    firstIssues(
      () => checkAddress(config.apiURL, `${path}.apiURL`),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      http_config: httpSection(config.httpConfig, context),
      api_url: nonEmpty(config.apiURL),
      message: nonEmpty(config.message),
      room_id: config.roomID,
    }),
};
