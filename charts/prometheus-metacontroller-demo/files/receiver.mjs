// Prints the alerts of each notification that Alertmanager sends to its webhook, one line for each.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const line = ({ status, labels, annotations }) => `${status} ${labels.alertname}: ${annotations.summary ?? ''}`;

createServer(async (request, response) => {
  if (request.method !== 'POST') return response.end();
  try {
    for (const alert of JSON.parse(await text(request)).alerts) console.log(line(alert));
    return response.end();
  } catch (error) {
    console.error(`no notification: ${error.message}`);
    return response.writeHead(400).end();
  }
}).listen(Number(process.env.PORT ?? 8080));

process.once('SIGTERM', () => process.exit());
