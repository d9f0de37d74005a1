import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { createRedactor, detectorsOf, type Detector, type RedactionPreset } from '../../src/redaction/index.ts'
import { findMarkedTokens } from '../../src/redaction/detectors/secret/marked-token.ts'
import { findNamedValues } from '../../src/redaction/detectors/secret/named-value.ts'
import { findPrivateKeys } from '../../src/redaction/detectors/secret/private-key.ts'
import { TOKEN_SHAPES } from '../../src/redaction/detectors/secret/token-shapes.ts'
import { createTokenFinder } from '../../src/redaction/detectors/secret/token.ts'
import { findPasswordsInUrls } from '../../src/redaction/detectors/secret/url-password.ts'
import { signsOf } from '../../src/redaction/signs/index.ts'
import { runs } from '../support/runs.ts'

const findTokens = createTokenFinder()
const findSecrets = (text: string) =>
  [findTokens, findMarkedTokens, findPrivateKeys, findPasswordsInUrls, findNamedValues].flatMap((find) => find(text))

/** The same detectors, of which each searches every text: a copy seeks no signs. */
function searchingAll(preset: RedactionPreset): readonly Detector[] {
  return detectorsOf(preset).map((detector) =>
    detector.name === 'secret' ? { ...detector, find: findSecrets } : { ...detector },
  )
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const signsFrom = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength, maxLength })

const NAMES = [
  ['password', 'Passwords', 'pass phrase', 'passcode', 'passwd', 'pwd', 'pw', 'pass', 'Passwort', 'kennwort', 'senha'],
  ['contraseña', 'mot de passe', 'wachtwoord', 'пароль', '密码', 'secret', 'token', 'tokens', 'credential', 'api_key'],
  ['private key id', 'access-key_id', 'order_id', 'secretAccessKey', 'aws_secret_access_key', 'phone', 'card', 'ssn'],
  ['value', 'number', '', 'x curl', 'ada@corp.test', '-----BEGIN PRIVATE KEY-----', 'id', 'Bearer '],
].flat()
const PIECES = [
  [
    'call ',
    'my password is ',
    'password: ',
    'api_key=',
    '```',
    '\n',
    '\\n',
    '"',
    "'",
    ' ',
    '-',
    '.',
    ':',
    '/',
    '=',
    '@',
  ],
  ['：', '\u3000', '\u00a0', '–', '＠', '１２３', '٠١٢٣٤٥٦٧', '\ud800', '": "', '{"', '"}', '[', '(0)', ') - ', '我'],
  ['415-234-5678', '(415) 867-5309', '+41 (0)96 123 45 67', '4111 1111 1111 1111', '460-89-9847', '81.2.69.142'],
  [
    '２．４．６．８',
    'tel 415) - 2345',
    '2606:4700:4700:1111:2222:3333:4444:5555',
    '2a00:1450:4001:81b::200e',
    'DE89370400440532013000',
    'ＤＥ89 3704 0044 0532 0130 00',
    'NO9386011117947',
  ],
  ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'ada@example.com'],
  ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'https://a.test/', 'http:\\/\\/a.b', 'www.a.b', 'WWW.A.B', '://u:p@h'],
  [
    'curl -u a:b1 ',
    '\t--user b:c2 ',
    'Zx8Kp2Lm9Qr4Tv6Wy1',
    'a1B2c3D4',
    'Bearer ',
    'Basic ',
    '-----END PRIVATE KEY-----',
  ],
  [`123456789:AA${'ab1'.repeat(11)}`, `${'0af1'.repeat(8)}-us12`, `MTk4${'a1'.repeat(10)}.abcdef.${'b2'.repeat(14)}`],
].flat()
const token = fc
  .tuple(
    fc.constantFrom(...TOKEN_SHAPES.flatMap(({ prefixes }) => prefixes)),
    fc.oneof(signsFrom(ALPHABET, 8, 45), signsFrom(`${ALPHABET}_-.`, 20, 90), signsFrom('ABCDEFGHIJKLMNOP', 16, 16)),
  )
  .map((parts) => parts.join(''))
const wild = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 4,
    arbitrary: fc
      .array(
        fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
          { weight: 2, arbitrary: fc.constantFrom(...NAMES) },
          { weight: 2, arbitrary: token },
          { weight: 1, arbitrary: signsFrom('0123456789 -.()+/', 0, 14) },
          { weight: 1, arbitrary: signsFrom(`${ALPHABET}!#$%&*`, 0, 20) },
        ),
        { maxLength: 8 },
      )
      .map((pieces) => pieces.join('')),
  },
)
const leaf = fc.oneof(wild, fc.constantFrom<Json>(4158675309, 5105105105105100, 78051120, null, 'Zx8Kp2Lm9Qr4Tv6Wy1'))
const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: wild })
const tree = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 2 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value

const modes = fc.constantFrom('tag' as const, 'numbered' as const, 'surrogate' as const)
const gaps = fc.constantFrom(':', ': ', ' :\n            ')

test.for<RedactionPreset>(['secrets', 'pii', 'all'])('what is passed over holds nothing: preset %s', (preset) => {
  const detectors = searchingAll(preset)
  fc.assert(
    fc.property(wild, tree, modes, gaps, fc.boolean(), (text, json, mode, gap, isKnown) => {
      const options = { mode, secret: 'a long and random text', known: isKnown ? ['Zoë', 'ada@corp.test'] : [] }
      const [fast, slow] = [
        { ...options, preset },
        { ...options, detectors },
      ].map((given) => {
        const scope = createRedactor(given).begin()
        const source = JSON.stringify([json]).replaceAll('":', `"${gap}`)
        return [scope.text(text), scope.json(json), scope.text(source), scope.counts]
      })
      expect(fast).toEqual(slow)
    }),
    { numRuns: runs(120, 5_000) },
  )
})

test('plain sentences and the values of most tools have no sign of anything', () => {
  for (const text of [
    '',
    'Iced mocha',
    'Can I get a latte for Jean? It is 4.50.',
    '{"order_id": "60179", "n": 2}',
    'été 我',
  ]) {
    expect(signsOf(text)).toBe(0)
  }
})
