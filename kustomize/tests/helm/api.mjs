// An API server with one Secret, for the chart's lookup: api.mjs NAMESPACE SECRET_AS_JSON. Prints its port.
import { createServer } from 'node:http';

const [namespace, json] = process.argv.slice(2);
const secret = JSON.parse(json);
const answers = {
  '/version': { major: '1', minor: '36', gitVersion: 'v1.36.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': {
    kind: 'APIResourceList', groupVersion: 'v1',
    resources: [{ name: 'secrets', namespaced: true, kind: 'Secret', verbs: ['get', 'list'] }],
  },
  [`/api/v1/namespaces/${namespace}/secrets/${secret.metadata.name}`]: secret,
};
const notFound = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 };
const server = createServer((request, response) => {
  const answer = answers[request.url.split('?')[0]];
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? notFound));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
