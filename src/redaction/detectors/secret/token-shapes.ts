/** The shape of one issuer's tokens. */
export type TokenShape = {
  readonly issuer: string
  readonly prefixes: readonly string[]
  /** What follows the prefix. A group `secret` marks the secret when only it goes. */
  readonly body: RegExp
  /** A full stop stands in the body, behind no more signs than these: where none does, the body is not looked for. */
  readonly dotWithin?: number
}

const AWS_KEY_NAMES = ['aws_secret_access_key', 'AWS_SECRET_ACCESS_KEY', 'secretAccessKey', 'SecretAccessKey']
const GITHUB_CLASSIC = ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_']
const SLACK = ['xoxa-', 'xoxb-', 'xoxc-', 'xoxd-', 'xoxe-', 'xoxp-', 'xoxr-', 'xoxs-', 'xapp-']
const STRIPE = ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_']

/**
 * Tokens that issuers gave a prefix so that they can be found. Every body is one run, or a few runs with fixed signs
 * between them, each with an upper bound: no text makes them slow. Lower bounds lie a little under the real lengths,
 * which issuers change.
 */
export const TOKEN_SHAPES: readonly TokenShape[] = [
  { issuer: 'AWS key id', prefixes: ['AKIA', 'ASIA', 'ABIA', 'ACCA'], body: /[A-Z0-9]{16}(?![A-Za-z0-9])/y },
  {
    issuer: 'AWS secret key',
    prefixes: AWS_KEY_NAMES,
    body: /["'\\]{0,2}\s{0,3}[=:]\s{0,3}["'\\]{0,2}(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/y,
  },
  { issuer: 'Anthropic, OpenAI and alike', prefixes: ['sk-'], body: /(?:ant|proj|svcacct|admin|or)-[\w-]{16,255}/y },
  { issuer: 'OpenAI (older), DeepSeek', prefixes: ['sk-'], body: /[A-Za-z0-9]{20,255}/y },
  { issuer: 'Atlassian', prefixes: ['ATATT3'], body: /[\w=-]{50,400}/y },
  {
    issuer: 'Authorization header',
    prefixes: ['Bearer ', 'bearer ', 'Basic '],
    // With a digit: words of prose, such as "basic understanding", have none.
    body: /(?=[A-Za-z._~+/-]{0,64}\d)(?<secret>[\w.~+/-]{12,4000}={0,2})/y,
  },
  { issuer: 'Azure storage', prefixes: ['AccountKey='], body: /(?<secret>[A-Za-z0-9+/]{86}==)/y },
  { issuer: 'Azure signature', prefixes: ['sig='], body: /(?<secret>[A-Za-z0-9+/%]{40,80}(?:%3D|=))/y },
  { issuer: 'Databricks', prefixes: ['dapi'], body: /[a-f0-9]{32}(?![A-Za-z0-9])/y },
  {
    issuer: 'Discord webhook',
    prefixes: ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    body: /\d{17,20}\/[\w-]{60,80}/y,
  },
  { issuer: 'DigitalOcean', prefixes: ['dop_v1_', 'doo_v1_', 'dor_v1_'], body: /[a-f0-9]{64}/y },
  { issuer: 'Docker', prefixes: ['dckr_pat_'], body: /[\w-]{20,64}/y },
  { issuer: 'GitHub', prefixes: GITHUB_CLASSIC, body: /[A-Za-z0-9]{30,255}/y },
  { issuer: 'GitHub, fine-grained', prefixes: ['github_pat_'], body: /\w{22,255}/y },
  { issuer: 'GitLab', prefixes: ['glpat-', 'gldt-', 'glrt-', 'glptt-'], body: /[\w-]{20,255}/y },
  { issuer: 'Google API', prefixes: ['AIza'], body: /[\w-]{35}/y },
  { issuer: 'Google OAuth', prefixes: ['ya29.', 'GOCSPX-'], body: /[\w-]{24,2000}/y },
  { issuer: 'Groq', prefixes: ['gsk_'], body: /[A-Za-z0-9]{40,64}/y },
  { issuer: 'Hugging Face', prefixes: ['hf_', 'api_org_'], body: /[A-Za-z0-9]{30,64}/y },
  { issuer: 'JSON Web Token', prefixes: ['eyJ'], body: /[\w-]{8,512}\.[\w-]{8,6000}\.[\w-]{0,1500}/y, dotWithin: 512 },
  { issuer: 'Linear', prefixes: ['lin_api_'], body: /[A-Za-z0-9]{32,64}/y },
  { issuer: 'New Relic', prefixes: ['NRAK-'], body: /[A-Z0-9]{27}/y },
  { issuer: 'Notion', prefixes: ['ntn_', 'secret_'], body: /[A-Za-z0-9]{43,64}/y },
  { issuer: 'npm', prefixes: ['npm_'], body: /[A-Za-z0-9]{30,64}/y },
  { issuer: 'Perplexity', prefixes: ['pplx-'], body: /[A-Za-z0-9]{40,64}/y },
  { issuer: 'Postman', prefixes: ['PMAK-'], body: /[a-f0-9]{24}-[a-f0-9]{34}/y },
  { issuer: 'PyPI', prefixes: ['pypi-AgE'], body: /[\w-]{50,500}/y },
  { issuer: 'Replicate', prefixes: ['r8_'], body: /[A-Za-z0-9]{37}/y },
  { issuer: 'SendGrid', prefixes: ['SG.'], body: /[\w-]{16,32}\.[\w-]{16,64}/y },
  { issuer: 'Shopify', prefixes: ['shpat_', 'shpca_', 'shppa_', 'shpss_'], body: /[a-fA-F0-9]{32}/y },
  { issuer: 'Slack', prefixes: SLACK, body: /[\w-]{10,255}/y },
  {
    issuer: 'Slack webhook',
    prefixes: ['hooks.slack.com/services/'],
    body: /T\w{6,16}\/B\w{6,16}\/\w{16,40}/y,
  },
  { issuer: 'Stripe', prefixes: STRIPE, body: /[A-Za-z0-9]{10,255}/y },
  { issuer: 'Supabase', prefixes: ['sbp_', 'sb_secret_'], body: /[A-Za-z0-9_-]{20,64}/y },
  { issuer: 'Twilio', prefixes: ['SK'], body: /[a-f0-9]{32}(?![A-Za-z0-9])/y },
  { issuer: 'Vercel', prefixes: ['vercel_blob_rw_', 'vcp_', 'vca_'], body: /[A-Za-z0-9_]{20,120}/y },
  { issuer: 'Vault', prefixes: ['hvs.', 'hvb.'], body: /[\w-]{24,300}/y },
  { issuer: 'xAI', prefixes: ['xai-'], body: /[A-Za-z0-9]{40,128}/y },
]
