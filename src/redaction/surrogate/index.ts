import type { Detector } from '../detector.ts'
import { kindOfTag, type ValueKind } from '../kinds.ts'
import { createNumberPrinter, type Printer } from '../printer.ts'
import { fakeCard } from './card.ts'
import { createDraw } from './draw.ts'
import { fakeEmail } from './email.ts'
import type { Fake } from './fake.ts'
import { fakeIban } from './iban.ts'
import { fakeIp } from './ip.ts'
import { fakePhone } from './phone.ts'
import { fakeSsn } from './ssn.ts'
import type { Standing } from './standing.ts'
import { fakeUrl } from './url.ts'

const FAKES: { readonly [kind in ValueKind]: Fake } = {
  card: fakeCard,
  email: fakeEmail,
  iban: fakeIban,
  ip: fakeIp,
  phone: fakePhone,
  ssn: fakeSsn,
  url: fakeUrl,
}

const EVERY_FAKE = Object.values(FAKES)

/** One value can be drawn again this often when what was drawn is taken. */
const MOST_DRAWS = 24
/** Each is sought in the whole conversation: more than these print tags. */
const MOST_VALUES = 1_000

export type SurrogateOptions = {
  readonly secret: string
  /** What a made-up value must differ from. */
  readonly standing: Standing
  /** True when a made-up value holds something that would be masked. */
  readonly isFound: (value: string) => boolean
}

/**
 * Prints made-up values: the same for the same value in every conversation, unless it stands there already. What has the
 * form of one stays, so that masking twice is masking once.
 */
export function createSurrogatePrinter({ secret, standing, isFound }: SurrogateOptions): Printer {
  const printTag = createNumberPrinter()
  const made = new Map<string, string>()
  const taken = new Set<string>()

  function make(fake: Fake, seed: string, value: string): string | undefined {
    if (made.size >= MOST_VALUES) return undefined
    for (let draws = 0; draws < MOST_DRAWS; draws += 1) {
      const candidate = fake.make(createDraw(secret, draws === 0 ? seed : `${seed}\0${draws}`), value)
      const byDigits = fake.byDigits === true
      const mark = byDigits ? candidate.replaceAll(/\D/g, '') : candidate
      if (taken.has(mark) || standing.has(candidate, byDigits) || isFound(candidate)) continue
      taken.add(mark)
      return candidate
    }
    return undefined
  }

  return (detector, value) => {
    const kind = kindOfTag(detector.tag)
    const fake = kind === undefined ? undefined : FAKES[kind]
    if (isSurrogate(value)) return value
    if (fake === undefined) return printTag(detector, value)
    const seed = seedOf(detector, value)
    const known = made.get(seed) ?? make(fake, seed, value)
    if (known === undefined) return printTag(detector, value)
    made.set(seed, known)
    return known
  }
}

/** True for a value in the form of those that are made up, whatever it was found to be: nobody has such a one. */
export function isSurrogate(value: string): boolean {
  return EVERY_FAKE.some((fake) => fake.isFake(value))
}

function seedOf({ tag, key }: Pick<Detector, 'tag' | 'key'>, value: string): string {
  return `${tag}\0${key === undefined ? value : key(value)}`
}
