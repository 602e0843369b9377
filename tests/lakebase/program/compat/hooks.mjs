// Leads the OAuth server's import of node:crypto to a module that adds what node 18 lacks.
export function resolve(specifier, context, next) {
  if (specifier === 'node:crypto' && context.parentURL?.includes('/oidc-provider/')) {
    return { url: new URL('./crypto.mjs', import.meta.url).href, shortCircuit: true };
  }
  return next(specifier, context);
}
