import type { Language } from '../faq/entry.ts'
import { factsWithout, type Draft } from './answer.ts'
import type { Turn } from './turn.ts'
import { pick } from './wording.ts'

type Wordings = readonly [string, ...string[]]
type SmallTalk = {
  readonly topic: string
  readonly said: RegExp
  readonly language: Language
  readonly answers: Wordings
}

const HELP: Wordings = [
  'I answer questions about Quillmoor, a made-up shop: delivery, returns, payment, your account, brewing and care. To see what a cleaner finds, try /pii, /short, /long, /slow, /error, /error-mid or /cut.',
]

// Matched against lower-case text without punctuation, from start to end: "hi, where is my parcel?" is a question.
const SMALL_TALK: readonly SmallTalk[] = [
  {
    topic: 'greeting',
    said: /^(?:(?:hi|hello|hey|howdy|good (?:morning|afternoon|evening))(?: there| all| team)? ?)+$/,
    language: 'en',
    answers: [
      'Hello! Ask me about delivery, returns, payment, tea or coffee at Quillmoor.',
      'Hi! What would you like to know about ordering, brewing or returning something?',
    ],
  },
  {
    topic: 'greeting',
    said: /^(?:(?:hallo|moin|servus|guten (?:morgen|tag|abend)|grüß (?:gott|dich))(?: zusammen)? ?)+$/,
    language: 'de',
    answers: [
      'Hallo! Fragen Sie mich nach Lieferung, Rückgabe, Zahlung, Tee oder Kaffee bei Quillmoor.',
      'Guten Tag! Was möchten Sie über Bestellung, Versand oder Pflege wissen?',
    ],
  },
  {
    topic: 'thanks',
    said: /^(?:ok(?:ay)? |great |perfect )?(?:thanks|thank you|thx|cheers)(?: a lot| so much| very much)?(?: bye)?$/,
    language: 'en',
    answers: ['You are welcome!', 'Glad to help.'],
  },
  {
    topic: 'thanks',
    said: /^(?:ok(?:ay)? |super |perfekt )?(?:danke|vielen dank|dankeschön|danke (?:schön|sehr))$/,
    language: 'de',
    answers: ['Gern geschehen!', 'Nichts zu danken.'],
  },
  {
    topic: 'goodbye',
    said: /^(?:good ?bye|bye(?: bye)?|see you(?: later)?)$/,
    language: 'en',
    answers: ['Goodbye!', 'See you soon.'],
  },
  {
    topic: 'goodbye',
    said: /^(?:tschüss|auf wiedersehen|bis bald)$/,
    language: 'de',
    answers: ['Auf Wiedersehen!', 'Bis bald!'],
  },
  {
    topic: 'identity',
    said: /\bare you (?:a |an |the )?(?:real|human|person|robot|bot|ai|machine|llm|language model|chatgpt|gpt|ollama|llama)\b|\b(?:who|what)(?: exactly)? are you$|\b(?:what|which) (?:language )?model are you\b/,
    language: 'en',
    answers: [
      'I am the finetap demo model. I look answers up in a small FAQ of a shop that does not exist; there is no language model behind me.',
      'A lookup in a small, made-up FAQ: the demo model of finetap. No language model is involved.',
    ],
  },
  {
    topic: 'identity',
    said: /\b(?:wer|was) (?:bist du|sind sie)$|\b(?:bist du|sind sie) (?:ein |eine |der |die )?(?:mensch|roboter|bot|ki|maschine|sprachmodell|chatgpt|ollama)\b/,
    language: 'de',
    answers: [
      'Ich bin das Demo-Modell von finetap. Ich schlage Antworten in einer kleinen FAQ eines erfundenen Ladens nach; ein Sprachmodell steckt nicht dahinter.',
      'Eine Suche in einer kleinen, erfundenen FAQ: das Demo-Modell von finetap. Ein Sprachmodell ist nicht beteiligt.',
    ],
  },
  { topic: 'help', said: /^(?:help|what can you do(?: for me)?|hilfe|was kannst du)$/, language: 'en', answers: HELP },
]

/** The answer to a message that asks nothing of the FAQ: a greeting, thanks, who are you, help. */
export function draftSmallTalk(text: string, variant: number): Draft | undefined {
  const plain = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const talk = SMALL_TALK.find(({ said }) => said.test(plain))
  if (talk === undefined) return undefined
  return {
    text: pick(talk.answers, variant),
    thoughts: `This is small talk (${talk.topic}), so there is nothing to look up.`,
    facts: factsWithout(talk),
  }
}

/** What is said to a message that brings pictures: they are not looked at. */
export function draftPictures(turn: Turn): Draft | undefined {
  const last = turn.messages.findLast(({ role }) => role === 'user')
  if (last?.hasImages !== true) return undefined
  return {
    text: 'I cannot look at pictures, I only look words up in a small FAQ. Please describe what you would like to know.',
    thoughts: 'There is a picture, and I cannot see.',
    facts: factsWithout({ topic: 'pictures', language: 'en' }),
  }
}
