// Receiver integration: e-mail.

import type { EmailConfig } from '../../../api/receivers/email.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { firstDuplicate } from '../../../core/lists.ts';
import { quoted } from '../../../core/message.ts';
import { nonEmpty, section } from '../../../core/section.ts';
import { checkTls } from '../../../httpclient/tls.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { loadTls } from '../../../references/tlsfiles.ts';
import { email as schema } from '../schema/messages.ts';
import { releaseForObjects } from '../schema/table.ts';
import { splitHostPort } from '../schema/types.ts';
import { keyValues } from './address.ts';
import { tlsSection } from './http.ts';
import { firstIssues, type Integration, requires } from './integration.ts';

function checkHeaders(config: EmailConfig, path: string): Issue[] {
  const names = (config.headers ?? []).map(({ key }) => key.toLowerCase());
  const twice = firstDuplicate(names);
  return twice === undefined
    ? []
    : [issue('InvalidReceiver', `${path}.headers`, `${quoted(twice)} stands there twice; header names ignore case`)];
}

export const email: Integration<EmailConfig> = {
  key: 'email_configs',
  check: (config, path) =>
    firstIssues(
      () => (config.to ? [] : [issue('InvalidReceiver', `${path}.to`, 'is needed')]),
      () =>
        config.smarthost && !splitHostPort(config.smarthost)
          ? [issue('InvalidReceiver', `${path}.smarthost`, `${quoted(config.smarthost)} is not host:port`)]
          : [],
      () => checkHeaders(config, path),
    ),
  load: (config, path, { material, namespace, version }) =>
    firstIssues(
      () => loadSecret(material, namespace, config.authPassword, `${path}.authPassword`),
      () => loadSecret(material, namespace, config.authSecret, `${path}.authSecret`),
      () => checkTls(config.tlsConfig, `${path}.tlsConfig`),
      () => loadTls(material, namespace, config.tlsConfig, `${path}.tlsConfig`),
      () =>
        requires(
          config.forceImplicitTLS,
          releaseForObjects(schema, 'force_implicit_tls'),
          `${path}.forceImplicitTLS`,
          version,
        ),
      () => requires(config.threading, releaseForObjects(schema, 'threading'), `${path}.threading`, version),
    ),
  emit: (config, { material, namespace }) =>
    section({
      send_resolved: config.sendResolved,
      to: nonEmpty(config.to),
      from: nonEmpty(config.from),
      hello: nonEmpty(config.hello),
      smarthost: nonEmpty(config.smarthost),
      auth_username: nonEmpty(config.authUsername),
      auth_password: nonEmpty(secretValue(material, namespace, config.authPassword)),
      auth_secret: nonEmpty(secretValue(material, namespace, config.authSecret)),
      auth_identity: nonEmpty(config.authIdentity),
      headers: keyValues(config.headers),
      html: config.html,
      text: config.text,
      require_tls: config.requireTLS,
      tls_config: tlsSection(config.tlsConfig, namespace),
      force_implicit_tls: config.forceImplicitTLS,
      threading: config.threading
        ? { enabled: true, thread_by_date: config.threading.threadByDate.toLowerCase() }
        : undefined,
    }),
};
