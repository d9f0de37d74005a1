import { digitsOf, passesLuhn, type ValueKind } from './kinds.ts'

/** Names in tool JSON that say what a bare number is. In lower case. */
const NAMES: ReadonlyMap<string, ValueKind> = new Map([
  ...named('phone', 'phone phones phonenumber phonenumbers telephone mobile mobiles cellphone tel fax whatsapp msisdn'),
  ...named('phone', 'telefon telefono teléfono téléphone telefone 电话 手机 電話'),
  ...named('card', 'card cards cardnumber creditcard debitcard cc ccnumber pan'),
  ...named('ssn', 'ssn socialsecuritynumber socialsecurity'),
])
/** With one of these words a name is about something else: `card_id`, `phoneVerifiedAt`. */
const OTHERWISE: ReadonlySet<string> = new Set(
  'at code count date ext extension id index last4 length model size time timestamp total type verified version'.split(
    ' ',
  ),
)
const CONTAINERS = /^(?:number|numbers|no|nr|value|values|raw|home|work|primary|full)$/i
const GROUPED_DIGITS = /^[+(]?\d[\d ()./-]{5,28}$/

/** The name under which a value within `key` stands: that of its owner where `key` says nothing. */
export function nameWithin(key: string, owner: string): string {
  return owner !== '' && CONTAINERS.test(key) ? owner : key
}

/** What a bare number or a string of digits is, by the name under which it stands; undefined when that says nothing. */
export function namedKind(name: string, value: string): ValueKind | undefined {
  if (!GROUPED_DIGITS.test(value)) return undefined
  const kind = kindOfName(name)
  return kind !== undefined && fits(kind, digitsOf(value)) ? kind : undefined
}

function kindOfName(name: string): ValueKind | undefined {
  const words = name
    .slice(0, 64)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
  if (words.some((word) => OTHERWISE.has(word))) return undefined
  const whole = NAMES.get(words.join(''))
  return whole ?? words.map((word) => NAMES.get(word)).find((kind) => kind !== undefined)
}

function fits(kind: ValueKind, digits: string): boolean {
  switch (kind) {
    case 'card':
      return digits.length >= 12 && digits.length <= 19 && passesLuhn(digits)
    case 'phone':
      return digits.length >= 7 && digits.length <= 15
    // A number has lost its leading zeros.
    case 'ssn':
      return digits.length >= 7 && digits.length <= 9
    default:
      return false
  }
}

function named(kind: ValueKind, names: string): [string, ValueKind][] {
  return names.split(' ').map((name) => [name, kind])
}
