// Receiver integration: e-mail.
import type { EmailConfig } from '../../../api/receivers/email.ts';
import { mailTls } from './http.ts';
import { integration, type Source } from './mapping.ts';
import { keyValues, secret } from './sources.ts';

const threading: Source<'threading'> = {
  field: 'threading',
  read: (given) => {
    const { threadByDate } = given as NonNullable<EmailConfig['threading']>;
    return { value: { enabled: true, thread_by_date: threadByDate.toLowerCase() }, issues: [] };
  },
};

export const email = integration<EmailConfig>('email_configs', {
  send_resolved: 'sendResolved',
  to: 'to',
  from: 'from',
  hello: 'hello',
  smarthost: 'smarthost',
  auth_username: 'authUsername',
  auth_password: secret('authPassword'),
  auth_secret: secret('authSecret'),
  auth_identity: 'authIdentity',
  headers: keyValues('headers', 'once'),
  html: 'html',
  text: 'text',
  require_tls: 'requireTLS',
  tls_config: mailTls,
  force_implicit_tls: 'forceImplicitTLS',
  threading,
});
