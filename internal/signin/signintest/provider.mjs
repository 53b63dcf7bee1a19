// A real OpenID provider for tests: node provider.mjs <path of oidc-provider's index.js> <redirect> <back-channel logout>.
// Prints its address when it listens, and ends when its standard input does.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const [library, redirect, logout] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(library).href);

const server = createServer((request, response) => handle(request, response));
let handle = (request, response) => response.writeHead(503).end();

server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'throughline',
      client_secret: 'a secret of the test only, long enough',
      redirect_uris: [redirect],
      post_logout_redirect_uris: [redirect],
      backchannel_logout_uri: logout,
      backchannel_logout_session_required: true,
    }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.gov.uk`, email_verified: true, name: `Person ${id}` }),
    }),
    features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    // The provider's own dispatcher refuses loopback addresses; here both sides live there.
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
    cookies: { keys: ['a key of the test only'] },
  });
  provider.on('backchannel.error', (ctx, error) => console.error('backchannel', error));
  provider.on('server_error', (ctx, error) => console.error('server', error));
  handle = provider.callback();
  console.log(issuer);
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
