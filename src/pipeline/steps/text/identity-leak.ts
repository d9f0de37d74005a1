import { startsOf } from './cue-starts.ts'
import { IDENTITY_PHRASES } from './identity-phrases.ts'
import { CUTOFF_STARTS, tellsCutoff } from './knowledge-cutoff.ts'
import { mentionsOf, type Mention } from './mentions.ts'
import { MODELS, PROVIDERS, SHARED_NAMES } from './model-names.ts'

type IdentityNames = {
  /** Providers and models beside those that are known. */
  readonly providers: readonly string[]
  /** Names that the model may bear. */
  readonly own: readonly string[]
}

/** What makes a sentence speak of a model. */
const MODEL_WORD =
  /\b(?:an AI\b|AI[- ](?:model|assistant|language|system|chatbot|program|tool|powered)|[Ll]anguage[- ]model|LLM|[Cc]hatbot|[Vv]irtual assistant|[Aa]rtificial [Ii]ntelligence|KI\b|IA\b|[Ss]prachmodell|[Mm]odèle de langage|[Mm]odelo de (?:lenguaje|linguagem)|[Mm]odello linguistico|taalmodel|model językowy|språkmodell|sprogmodel)|языков|ИИ|нейросет|yapay zek|dil modeli|人工智能|语言模型|語言模型|大模型|智能助手|AI助手|言語モデル|人工知能|アシスタント|언어 ?모델|인공지능|نموذج|مساعد|मॉडल|एआई/
const POLICY =
  /^(?:'s|’s)? (?:(?:content|usage|use[- ]case|safety|community) )?(?:polic(?:y|ies)|guidelines|terms of (?:use|service))/
const BREACH =
  /(?:against|violat\w{1,5}|breach(?:es)?(?: of)?|(?:not )?(?:comply|permitted|allowed)(?: with| by| under)) (?:the )?$/i

/** Letters before would make another word of it, signs of quotation another speaker. */
const START = '(?<![\\p{L}\\p{N}"“„«「])'
/** "a team of researchers at", between "made by" and a provider. */
const WHO = '[^,;:]{0,40}'
const ARTICLE = '[\\s:]{0,2}(?:an? |the |ein(?:e)? |un[ae]? |o |a |um |een )?["“*_]{0,3}'
const phrases = Object.values(IDENTITY_PHRASES)
const made = phrases.filter((phrase) => phrase.made !== undefined)

const SELF = before(
  phrases.map(({ self }) => self),
  ARTICLE,
)
const BY = before(
  phrases.map(({ by }) => by),
  '\\s?',
)
const ME = before(
  phrases.map(({ me, madeAfter }) => (madeAfter === undefined ? undefined : me)),
  '[^]*',
)
const MADE_DIRECTLY = before(
  made.map((phrase) => `(?:${phrase.me})(?: \\p{L}{1,20})? (?:${phrase.made})`),
  WHO,
)
const MADE_SOMEHOW = before(
  made.map((phrase) => `(?:${phrase.me})[^]{0,90}?(?:${phrase.made})`),
  WHO,
)
const MADE_AS = before(
  made.map((phrase) => (phrase.as === undefined ? undefined : `(?:${phrase.as})[^]{0,60}?(?:${phrase.made})`)),
  WHO,
)
const MADE_AFTER = new RegExp(`^['’\\s*"”]{0,3}(?:${alternatives(phrases.map(({ madeAfter }) => madeAfter))})`, 'iu')
/** "As a model made by …, it can": the subject is somebody else. */
const OTHER_SUBJECT = /^[^,]{0,30}, (?:(?!I\b)[A-Z]|it |the |this |these )/
/** The verb says "I". */
const FIRST_PERSON = / tarafından /
const MY_MAKER = /\bmy (?:creators?|developers?|makers?) (?:are|is|at|from)\b[^]{0,40}$/i
const MADE_ME = /^(?: \([^)]{0,30}\))? (?:has |have )?(?:trained|developed|created|made|built|designed|programmed) me\b/

/** Finds sentences in which an answer says that it is, or comes from, somebody else's model, or when its knowledge ends. */
export function identityLeak({ providers, own }: IdentityNames): (text: string) => boolean {
  const fine = new Set(own.map((name) => name.toLowerCase()))
  const allowed = (names: readonly string[]): readonly string[] => names.filter((name) => !fine.has(name.toLowerCase()))
  const models = new Set(allowed(MODELS))
  const names = [...allowed(PROVIDERS), ...models, ...allowed(SHARED_NAMES), ...allowed(providers)]
  const findMentions = mentionsOf(names)
  const findStarts = startsOf([...CUTOFF_STARTS, ...names.filter((name) => name !== '')])
  return (text) => {
    // One walk for both.
    const starts = findStarts(text)
    if (tellsCutoff(text, starts)) return true
    if (starts.places.length === 0) return false
    for (const mention of findMentions(text, starts.places))
      if (isSelf(mention, models) || isMaker(mention)) return true
    return false
  }
}

function isSelf(mention: Mention, models: ReadonlySet<string>): boolean {
  return SELF.test(mention.before) && (models.has(mention.name) || speaksOfModel(mention))
}

function isMaker(mention: Mention): boolean {
  const { before: start, after: end } = mention
  if (POLICY.test(end)) return BREACH.test(start)
  if (MADE_ME.test(end) || MY_MAKER.test(start) || MADE_DIRECTLY.test(start)) return true
  const isMadeAfter = MADE_AFTER.test(end)
  if (isMadeAfter && BY.test(start)) return true
  if (!speaksOfModel(mention)) return false
  if (isMadeAfter && (ME.test(start) || FIRST_PERSON.test(end))) return true
  return MADE_SOMEHOW.test(start) || (MADE_AS.test(start) && !OTHER_SUBJECT.test(end))
}

function speaksOfModel({ before: start, after: end }: Mention): boolean {
  return MODEL_WORD.test(start) || MODEL_WORD.test(end)
}

/**
 * A pattern for what stands before a name: one of the pieces, and what may stand between it and the name. It looks back
 * from the end, where most texts fail at once; forwards it would try each piece at each character.
 */
function before(pieces: readonly (string | undefined)[], between: string): RegExp {
  return new RegExp(`$(?<=${START}(?:${alternatives(pieces)})${between})`, 'iu')
}

function alternatives(pieces: readonly (string | undefined)[]): string {
  return pieces.filter((piece) => piece !== undefined && piece !== '').join('|')
}
