import { fencedBlocks } from './fenced-blocks.ts'

/** A token of a chat template, and where it stands in its text. */
export type TemplateToken = { readonly token: string; readonly start: number; readonly end: number }

/** Names without an underscore that stand between `<|` and `|>`; others would hit formulas such as `<|x|>`. */
const BARE_NAMES =
  'system|user|assistant|human|bot|tool|observation|start|end|channel|message|return|call|constrain|eot|eom|eos|bos|pad|sep|endoftext|endofprompt|startoftext|begin|image'

/**
 * Tokens of ChatML, Llama 2 to 4, Mistral, Gemma, Phi, Command, GLM, harmony and their kin; DeepSeek writes full-width
 * bars. The headings are Alpaca's and Vicuna's.
 */
const TOKEN = new RegExp(
  [
    `<\\|(?:${BARE_NAMES}|[a-z0-9]{1,24}(?:_[a-z0-9]{1,24}){1,6})\\|>`,
    '<｜[\\w\\u2581 ]{1,48}｜>',
    '\\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT)\\]',
    '<</?SYS>>',
    '<(?:start|end)_of_turn>',
    '</s>',
    '<eos>(?=\\s*$)',
    '^#{2,3} (?:Instruction|Response|Human|Assistant):',
  ].join('|'),
  'gim',
)
const OTHER_HEADING = /^#{2,3} (?!(?:Instruction|Response|Human|Assistant|Input):)/im
/** How the tokens begin. */
const BEGINNING = /<[|｜</se]|\[[/isat]|## [irha]/i

/** Of the first so many tokens; a text that is full of them says so early. */
const MOST_TOKENS = 1000

/** The tokens of chat templates in a text, in order, without those in blocks and spans of code. */
export function templateTokens(text: string): readonly TemplateToken[] {
  if (!BEGINNING.test(text)) return []
  const found: TemplateToken[] = []
  for (const match of text.matchAll(TOKEN)) {
    if (found.length === MOST_TOKENS) break
    const [token] = match
    found.push({ token, start: match.index, end: match.index + token.length })
  }
  return found.length === 0 ? found : withoutMarkup(text, outsideCode(text, found))
}

/** Some tokens are also honest Markdown, among other headings, and HTML that strikes words out. */
function withoutMarkup(text: string, tokens: readonly TemplateToken[]): readonly TemplateToken[] {
  const strikesOut = /<s>/i.test(text)
  const hasHeadings = OTHER_HEADING.test(text)
  return tokens.filter(
    ({ token }) => !(hasHeadings && token.startsWith('#')) && !(strikesOut && /^<\/s>$/i.test(token)),
  )
}

function outsideCode(text: string, tokens: readonly TemplateToken[]): readonly TemplateToken[] {
  const blocks = fencedBlocks(text)
  const kept: TemplateToken[] = []
  let block = 0
  let read = 0
  let isInSpan = false
  for (const token of tokens) {
    while ((blocks[block]?.end ?? Infinity) <= token.start) block += 1
    isInSpan = endsInSpan(text.slice(read, token.start), isInSpan)
    read = token.end
    const isInBlock = (blocks[block]?.start ?? Infinity) <= token.start
    if (!isInBlock && !isInSpan) kept.push(token)
  }
  return kept
}

/** Backticks open and close a span of code by turns; a line ends it. */
function endsInSpan(text: string, isInSpan: boolean): boolean {
  const newline = text.lastIndexOf('\n')
  const runs = [...text.slice(newline + 1).matchAll(/`+/g)].length
  const isOpen = newline === -1 && isInSpan
  return runs % 2 === 0 ? isOpen : !isOpen
}
