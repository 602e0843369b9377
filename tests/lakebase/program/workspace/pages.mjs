// The two pages of a login in the browser: who are you, and may this application act for you.

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (title, form) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<style>body { font: 16px sans-serif; max-width: 24em; margin: 4em auto } label, button { display: block; margin: 1em 0 }</style>
</head><body><h1>${title}</h1><form method="post">${form}</form></body></html>`;

const loginPage = (refused) => page('Sign in to the local workspace', `
${refused ? '<p role="alert">Wrong name or password.</p>' : ''}
<label>E-mail <input name="username" autofocus></label>
<label>Password <input name="password" type="password"></label>
<button name="action" value="login">Sign in</button>
<button name="action" value="cancel">Cancel</button>`);

const consentPage = (client, scopes) => page('Allow access', `
<p><b>${escape(client)}</b> asks for <b>${escape(scopes)}</b>.</p>
<button name="action" value="consent">Allow</button>
<button name="action" value="cancel">Deny</button>`);

export function pageRoutes(provider, identities, resource) {
  const grantWhatIsMissing = async ({ session, params, prompt, grantId }) => {
    const grant = grantId
      ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    const { missingOIDCScope = [], missingOIDCClaims = [], missingResourceScopes = {} } = prompt.details;
    grant.addOIDCScope([...missingOIDCScope, 'offline_access'].join(' '));
    grant.addOIDCClaims(missingOIDCClaims);
    for (const [indicator, scopes] of Object.entries(missingResourceScopes)) grant.addResourceScope(indicator, scopes.join(' '));
    grant.addResourceScope(resource, 'offline_access');
    return { consent: { grantId: await grant.save() } };
  };

  return async (req, res) => {
    const html = (text) => {
      res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      res.end(text);
    };
    let interaction;
    try {
      interaction = await provider.interactionDetails(req, res);
    } catch {
      res.writeHead(400, { 'content-type': 'text/html; charset=utf-8' });
      return res.end(page('This login is over', '<p>Start again from the application.</p>'));
    }
    const finish = (result) => provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true });
    const { params, prompt } = interaction;
    const show = (refused) => html(prompt.name === 'login' ? loginPage(refused) : consentPage(params.client_id, params.scope));

    if (req.method !== 'POST') return show(false);
    const { action, username, password } = req.body ?? {};
    if (action === 'cancel') return finish({ error: 'access_denied', error_description: 'The user denied the request.' });
    if (prompt.name === 'consent') return finish(await grantWhatIsMissing(interaction));
    const user = identities.users.find((u) => u.email === username && u.password === password);
    return user ? finish({ login: { accountId: user.email } }) : show(true);
  };
}
