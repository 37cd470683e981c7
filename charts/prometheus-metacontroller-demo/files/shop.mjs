// An example application. It gets an order every second, and always the same number of orders waits.
import { createServer } from 'node:http';

const started = Date.now();

const metrics = () => `# HELP shop_orders_total Orders since the start.
# TYPE shop_orders_total counter
shop_orders_total ${Math.floor((Date.now() - started) / 1000)}
# HELP shop_orders_waiting Orders that wait.
# TYPE shop_orders_waiting gauge
shop_orders_waiting 12
`;

createServer((request, response) => {
  if (request.url !== '/metrics') return response.writeHead(404).end();
  return response.setHeader('content-type', 'text/plain; version=0.0.4').end(metrics());
}).listen(Number(process.env.PORT ?? 8080));

process.once('SIGTERM', () => process.exit());
