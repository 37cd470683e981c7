// Probes: HTTP by port name, and a shell command for servers that listen on the loopback address only.
import { type Section, section } from '../core/section.ts';

/** A probe that runs curl or wget of the image. */
export const shellProbe = (url: string): Section => ({
  exec: {
    command: [
      'sh',
      '-c',
      `if [ -x "$(command -v curl)" ]; then exec curl --fail ${url}; ` +
        `elif [ -x "$(command -v wget)" ]; then exec wget -q -O /dev/null ${url}; else exit 1; fi`,
    ],
  },
});

/** An HTTP probe. `https`: the server uses TLS. */
export const httpProbe = (path: string, port: string, https: boolean): Section => ({
  httpGet: section({ path, port, scheme: https ? 'HTTPS' : undefined }),
});
