/** Kinds of values that finetap knows more of than how they are found. */
export type ValueKind = 'card' | 'email' | 'iban' | 'ip' | 'phone' | 'ssn' | 'url'

const KINDS: ReadonlyMap<string, ValueKind> = new Map([
  ['CARD', 'card'],
  ['CREDIT_CARD', 'card'],
  ['EMAIL', 'email'],
  ['EMAIL_ADDRESS', 'email'],
  ['IBAN', 'iban'],
  ['IBAN_CODE', 'iban'],
  ['IP', 'ip'],
  ['IP_ADDRESS', 'ip'],
  ['PHONE', 'phone'],
  ['PHONE_NUMBER', 'phone'],
  ['SSN', 'ssn'],
  ['US_SSN', 'ssn'],
  ['URL', 'url'],
])

/** The kind that a tag stands for. */
export function kindOfTag(tag: string): ValueKind | undefined {
  return KINDS.get(tag)
}

export function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '')
}

/** True when the last digit is the check digit of the others (Luhn, ISO/IEC 7812). */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 0x30
    const doubled = place % 2 === 0 ? digit : digit * 2
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
