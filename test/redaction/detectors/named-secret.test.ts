import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/redaction/index.ts'

const mask = (text: string): string => createRedactor({ preset: 'secrets' }).begin().text(text)
// Joined at run time: none of these ever was a key.
const run = (length: number, alphabet = 'a1B2c3D4'): string => alphabet.repeat(length).slice(0, length)
const VALUE = ['Zx8Kp2', 'Lm9Qr4', 'Tv6Wy1'].join('')
const PASSWORD = ['Tr0ub', '4dor&3'].join('')

test.for([
  ['Telegram bot', `123456789:AA${run(33)}`],
  ['Discord bot', `MTk4${run(20)}.${run(6)}.${run(27)}`],
  ['Twilio', `SK${run(32, '0a1b2c3d')}`],
  ['Mailchimp', `${run(32, '0a1b2c3d')}-us12`],
  ['Notion', `ntn_${run(46)}`],
  ['Azure client secret', `${run(3)}8Q~${run(34)}`],
  ['Vercel blob', `vercel_blob_rw_${run(30)}`],
  ['Supabase', `sbp_${run(40)}`],
  ['Discord webhook', `discord.com/api/webhooks/${run(18, '123456789')}/${run(68)}`],
])('a token of %s is masked', ([, token]) => {
  expect(mask(`Use ${token}!`)).toBe('Use [SECRET]!')
  expect(mask(JSON.stringify({ key: `first\n${token}\n` }))).toBe(JSON.stringify({ key: 'first\n[SECRET]\n' }))
})

test.for([
  [`password: ${PASSWORD}`, 'password: [SECRET]'],
  [`My password is ${PASSWORD}.`, 'My password is [SECRET].'],
  [`DB_PASSWORD=${PASSWORD}`, 'DB_PASSWORD=[SECRET]'],
  [`**Password:** \`${PASSWORD}\``, '**Password:** `[SECRET]`'],
  [`PASSWORD = "${PASSWORD})(x"`, 'PASSWORD = "[SECRET]"'],
  [`{"password":"${PASSWORD}"}`, '{"password":"[SECRET]"}'],
  [JSON.stringify(`{"password":"${PASSWORD}"}`), JSON.stringify('{"password":"[SECRET]"}')],
  [`api_key = '${VALUE}'`, "api_key = '[SECRET]'"],
  [`clientSecret: ${VALUE},`, 'clientSecret: [SECRET],'],
  [`?access_token=${VALUE}&page=2`, '?access_token=[SECRET]&page=2'],
  [`VERCEL_TOKEN=${VALUE}`, 'VERCEL_TOKEN=[SECRET]'],
  [`"private_key_id": "${run(40, '0123456789abcdef')}"`, '"private_key_id": "[SECRET]"'],
  [`user ada, pass: ${PASSWORD}`, 'user ada, pass: [SECRET]'],
  [`contraseña: ${PASSWORD}`, 'contraseña: [SECRET]'],
  [`密码：${PASSWORD}。`, '密码：[SECRET]。'],
  [`пароль: ${PASSWORD}`, 'пароль: [SECRET]'],
  [`curl -u ada:${PASSWORD} x.example`, 'curl -u ada:[SECRET] x.example'],
  [`run curl --user ada:\`${PASSWORD} now`, 'run curl --user ada:[SECRET] now'],
  [`\`\`\`\npassword: ${PASSWORD}\n\`\`\``, '```\npassword: [SECRET]\n```'],
])('behind a clear name the value goes, also in code: %j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test.for([
  'password: Sommer2024',
  'password: hunter2',
  'pwd=abc123',
  'Passwort: winter23',
  'Kennwort = Winter23',
  'passphrase: abc123',
  'pass: p4ssw0rd',
  'passwd=1qaz2wsx',
  'contraseña: verano2023',
  'mot de passe : soleil99',
  '**Password:** hunter2',
  'password: password123',
  'PASSWORD="password1"',
  "password = 'input12'",
  'someprogram --password=secret123',
  'password: Pa$$w0rd',
  'password: Straße12',
  '密码：abc123',
])('a weak password right behind its name goes: %j', (text) => {
  const value = /[\p{L}\d$]+(?=["']?$)/u.exec(text)?.[0] ?? ''
  const masked = text.replace(value, () => '[SECRET]')
  expect(mask(text)).toBe(masked)
  expect(mask(`${text}, and\n${text}\n`)).toBe(`${masked}, and\n${masked}\n`)
  expect(mask(JSON.stringify({ log: `first\n${text}\n` }))).toBe(JSON.stringify({ log: `first\n${masked}\n` }))
})

test('a weak password goes wherever a name stands before it', () => {
  expect(mask('{"password":"hunter2"}')).toBe('{"password":"[SECRET]"}')
  expect(mask(JSON.stringify('{"password":"hunter2"}'))).toBe(JSON.stringify('{"password":"[SECRET]"}'))
  expect(mask('?user=ada&password=hunter2&page=2')).toBe('?user=ada&password=[SECRET]&page=2')
  expect(mask('Login: ada\nPassword:\n  hunter2.')).toBe('Login: ada\nPassword:\n  [SECRET].')
})

test.for([
  'password: abc12, pwd=12345678',
  'password = input1',
  'password: password2, confirm: newPassword2',
  'const password = args1[0]',
  'password: getPass2()',
  'password = os.environ["X1"]',
  'password: $PASS12, %PASS12%, ${PASS12}, {{pass12}}, <pass12>',
  'password: data$pwd2',
  'password: sha256, utf8mb4 or pbkdf2',
  'password: 8characters or more',
  'password: example1',
  'password: 2024-01-02',
  'password: user1.name',
  'password_hash: abc1234',
  'token: hunter2',
  'the password is base64',
  '密码：至少8个字符',
])('%j holds no password', (text) => {
  expect(mask(text)).toBe(text)
})

test.for([
  'password: string',
  'password: your_password1A!',
  'password = process.env.DB_PASSWORD_2',
  'password=${DB_PASSWORD_2A}',
  'the password is required, and the password is Required2day-or-never-example',
  'password: hashPassword2(input)',
  'token = tokenizer.encode(x)',
  'token: <your token 1A>',
  'secret: getSecret("abc123DEF456")',
  'max_tokens: 4096',
  'token: my_token_2',
  'private_key: /etc/ssl/private/key1A.pem',
  'api_key: 1234567890123456789',
  'password: [SECRET]',
  'the key: abc123DEF456ghi789JKL',
  'curl -u ada:$PASSWORD x.example',
])('%j holds no secret', (text) => {
  expect(mask(text)).toBe(text)
})
