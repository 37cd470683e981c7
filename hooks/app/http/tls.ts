// The certificate of the server, and the CA of its clients.
import { readFileSync, statSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { Options } from '../../core/options.ts';

const EACH_MINUTE = 60_000;

/** Options of Node's HTTPS server. Throws if a file cannot be read. */
export function tlsFiles(
  options: Options,
): SecureContextOptions & { requestCert: boolean; rejectUnauthorized: boolean } {
  const { tlsCertFile, tlsKeyFile, tlsClientCaFile } = options;
  const clientCa = Boolean(tlsClientCaFile);
  return {
    cert: readFileSync(tlsCertFile),
    key: readFileSync(tlsKeyFile),
    ...(clientCa ? { ca: readFileSync(tlsClientCaFile) } : {}),
    minVersion: 'TLSv1.2',
    requestCert: clientCa,
    rejectUnauthorized: clientCa,
  };
}

/** Reloads renewed certificates each minute. Returns the timer. */
export function followCertificates(app: FastifyInstance, options: Options): NodeJS.Timeout {
  const files = [options.tlsCertFile, options.tlsKeyFile, options.tlsClientCaFile].filter(Boolean);
  const times = () => files.map((file) => statSync(file).mtimeMs).join();
  let seen = times();
  return setInterval(() => {
    try {
      const current = times();
      if (current === seen) return;
      (app.server as unknown as { setSecureContext(context: SecureContextOptions): void }).setSecureContext(
        tlsFiles(options),
      );
      seen = current;
      app.log.info('TLS certificate reloaded');
    } catch (error) {
      app.log.error({ err: error }, 'cannot read the TLS certificate; the old one is still used');
    }
  }, EACH_MINUTE).unref();
}
