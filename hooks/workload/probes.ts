// Probes in their two forms: HTTP by port name, and a shell one-liner for servers that listen on the loopback address
// only.
import { type Section, section } from '../core/section.ts';

/** A probe that runs curl or wget, whichever the image has. */
export const shellProbe = (url: string): Section => ({
  exec: {
    command: [
      'sh',
      '-c',
      `if [ -x "$(command -v curl)" ]; then exec curl --fail ${url}; elif [ -x "$(command -v wget)" ]; then exec wget -q -O /dev/null ${url}; else exit 1; fi`,
    ],
  },
});

/** A probe by HTTP; `https` where the server has a certificate. */
export const httpProbe = (path: string, port: string, https: boolean): Section => ({
  httpGet: section({ path, port, scheme: https ? 'HTTPS' : undefined }),
});
