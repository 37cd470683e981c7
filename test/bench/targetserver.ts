// A fake Prometheus as a process of its own, so that its CPU time is not that of the hooks. Lines on its standard input
// are names of files with the next response; each line is answered when it is in use.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';

const [, , ip = '127.0.0.1'] = process.argv;
let body: Buffer = Buffer.from('');
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
}).listen(9090, ip);

for await (const file of createInterface({ input: process.stdin })) {
  body = gzipSync(readFileSync(file), { level: 1 });
  process.stdout.write(`${body.length}\n`);
}
server.close();
