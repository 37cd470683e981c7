// Certificates for a test: an authority, a server for 127.0.0.1 and a client, and a stranger that nobody trusts. Made
// with openssl.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folder.ts';

export interface Pair {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  readonly directory: string;
  readonly authority: Pair;
  readonly server: Pair;
  readonly client: Pair;
  readonly stranger: Pair;
}

/** Makes them in a new temporary directory. Throws where there is no openssl. */
export function certificates(): Certificates {
  const directory = temporaryFolder('certificates-');
  const file = (name: string): string => join(directory, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const pair = (name: string): Pair => {
    const [certFile, keyFile] = [file(`${name}.crt`), file(`${name}.key`)];
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  };
  const selfSigned = (name: string): Pair => {
    openssl(
      'req',
      '-x509',
      ...curve,
      '-keyout',
      file(`${name}.key`),
      '-out',
      file(`${name}.crt`),
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
    );
    return pair(name);
  };
  const signed = (name: string): Pair => {
    writeFileSync(file(`${name}.ext`), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
    openssl('req', ...curve, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`), '-subj', `/CN=${name}`);
    const by = ['-CA', file('authority.crt'), '-CAkey', file('authority.key'), '-CAcreateserial', '-days', '2'];
    openssl(
      'x509',
      '-req',
      '-in',
      file(`${name}.csr`),
      ...by,
      '-extfile',
      file(`${name}.ext`),
      '-out',
      file(`${name}.crt`),
    );
    return pair(name);
  };
  return {
    directory,
    authority: selfSigned('authority'),
    server: signed('server'),
    client: signed('client'),
    stranger: selfSigned('stranger'),
  };
}
