import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/redaction/index.ts'

const mask = (text: string): string => createRedactor({ preset: 'secrets' }).begin().text(text)
// Joined at run time: none of these ever was a key, and scanners need not wonder.
const run = (length: number, alphabet = 'a1B2c3D4'): string => alphabet.repeat(length).slice(0, length)
const upper = (length: number): string => run(length, 'A2B3C4D5')
const hex = (length: number): string => run(length, '0a1b2c3d')

test.for([
  ['AWS key id', `AKIA${upper(16)}`],
  ['AWS temporary key id', `ASIA${upper(16)}`],
  ['Google', `AIza${run(35)}`],
  ['Hugging Face', `hf_${run(34)}`],
  ['Slack bot', `xoxb-${run(12)}-${run(12)}`],
  ['Slack user', `xoxp-${run(40)}`],
  ['Slack webhook', `hooks.slack.com/services/T${upper(9)}/B${upper(9)}/${run(24)}`],
  ['OpenAI, older', `sk-${run(48)}`],
  ['OpenAI project', `sk-proj-${run(20)}-${run(40)}_x`],
  ['Anthropic', `sk-ant-api03-${run(80)}-AA`],
  ['OpenRouter', `sk-or-v1-${hex(64)}`],
  ['GitHub classic', `ghp_${run(36)}`],
  ['GitHub OAuth', `gho_${run(36)}`],
  ['GitHub fine-grained', `github_pat_${run(22)}_${run(59)}`],
  ['GitLab', `glpat-${run(20)}`],
  ['npm', `npm_${run(36)}`],
  ['SendGrid', `SG.${run(22)}.${run(43)}`],
  ['Stripe', `sk_live_${run(24)}`],
  ['Stripe restricted', `rk_live_${run(24)}`],
  ['Groq', `gsk_${run(52)}`],
  ['Databricks', `dapi${hex(32)}`],
  ['JSON Web Token', `eyJ${run(30)}.eyJ${run(90)}.${run(43)}`],
])('a token of %s is masked', ([, token]) => {
  expect(mask(`Use ${token}.`)).toBe('Use [SECRET].')
  expect(mask(`KEY="${token}"`)).toBe('KEY="[SECRET]"')
  expect(JSON.parse(mask(JSON.stringify({ log: `first line\n${token}\nlast` })))).toEqual({
    log: 'first line\n[SECRET]\nlast',
  })
})

test.for([
  'a task-list and a risk-free disk-image',
  'sk-learn and class="sk-folding-cube sk-cube1"',
  'sk-proj-short',
  `x_sk-${run(48)}`,
  'npm_config_registry and hf_hub_download',
  'xoxo, see you',
  `base64AKIA${upper(40)}`,
  'eyJ is how JSON begins in base64',
  `AKIA${upper(30)}`,
  'SG.foo.bar',
])('%j holds no secret', (text) => {
  expect(mask(text)).toBe(text)
})

test('of an authorization header that is quoted, only the token goes, and prose stays', () => {
  expect(mask(`HTTP 401: Bearer ${run(24)} is not known`)).toBe('HTTP 401: Bearer [SECRET] is not known')
  expect(mask(`Basic ${run(20)}==`)).toBe('Basic [SECRET]')
  const prose = 'Basic understanding of bearer certificates, and Bearer authentication'
  expect(mask(prose)).toBe(prose)
})

test('of a key that is named, only the value goes', () => {
  expect(mask(`aws_secret_access_key = ${run(40)}`)).toBe('aws_secret_access_key = [SECRET]')
  expect(mask(`{"SecretAccessKey": "${run(40)}"}`)).toBe('{"SecretAccessKey": "[SECRET]"}')
})

test('of a URL, only the password goes', () => {
  expect(mask('postgres://app:s3cr3t@db.example.com:5432/x')).toBe('postgres://app:[SECRET]@db.example.com:5432/x')
  expect(mask('redis://:p@ss!word@cache.example.com')).toBe('redis://:[SECRET]@cache.example.com')
  expect(mask('http://localhost:3000/users/@ada')).toBe('http://localhost:3000/users/@ada')
})

const BASE64 = `${run(64)}\n${run(64)}\n${run(20)}==\n`

test.for(['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '])('a private key goes whole: %s', (kind) => {
  const key = `-----BEGIN ${kind}PRIVATE KEY-----\n${BASE64}-----END ${kind}PRIVATE KEY-----`
  expect(mask(`My key:\n${key}\nIs it valid?`)).toBe('My key:\n[SECRET]\nIs it valid?')
  expect(JSON.parse(mask(JSON.stringify({ private_key: key, client: 'x' })))).toEqual({
    private_key: '[SECRET]',
    client: 'x',
  })
})

test('a private key without its end goes as far as it lies there', () => {
  expect(mask(`-----BEGIN PRIVATE KEY-----\n${BASE64}\nWhat is wrong with it?`)).toBe(
    '[SECRET]\n\nWhat is wrong with it?',
  )
  expect(mask('the line "-----BEGIN PRIVATE KEY-----" opens it')).toBe('the line "[SECRET]" opens it')
})

test('a certificate is no secret', () => {
  const certificate = `-----BEGIN CERTIFICATE-----\n${BASE64}-----END CERTIFICATE-----`
  expect(mask(certificate)).toBe(certificate)
})

test('a JSON Web Token begins with a header of up to 512 signs, whatever full stops stand before it', () => {
  const token = (length: number): string => `eyJ${run(length)}.${run(20)}.${run(20)}`
  expect(mask(`-eyJ. It is ${token(512)}`)).toBe('-eyJ. It is [SECRET]')
  expect(mask(`It is ${token(513)}`)).toBe(`It is ${token(513)}`)
  expect(mask(`-eyJ-eyJ ${token(20)} or ${token(30)}`)).toBe('-eyJ-eyJ [SECRET] or [SECRET]')
})
