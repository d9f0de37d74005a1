import { describe, expect, test } from 'vitest'
import { checkRefusal } from '../../../src/pipeline/steps/check-refusal.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'
import { sharedChats } from '../support/shared-data.ts'

testStep(checkRefusal(), { describe, test })
testStep(checkRefusal({ action: 'drop' }), { describe, test })

const flagsOf = async (answer: Saying): Promise<readonly string[] | undefined> =>
  (await runStep(checkRefusal(), [exampleOf(['Tell me.', answer])])).kept[0]?.flags

test.for([
  "I'm sorry, but I can't assist with that.",
  'I’m sorry, but I can’t help with that request.',
  '**I cannot provide** instructions for this.',
  'As an AI language model, I do not have personal opinions.',
  'I apologize, but I am not able to generate such content.',
  'I must respectfully decline this request.',
  "Unfortunately, I won't be able to help you with this.",
  "I'm not comfortable writing that.",
  'Es tut mir leid, aber dabei kann ich Ihnen nicht helfen.',
  'Als KI-Sprachmodell kann ich keine persönliche Meinung haben.',
  'Je suis désolé, mais je ne peux pas vous aider avec cette demande.',
  "En tant que modèle de langage, je n'ai pas d'opinion.",
  'Lo siento, pero no puedo ayudarte con eso.',
  'Como modelo de lenguaje, no tengo opiniones.',
  'Mi dispiace, ma non posso aiutarti con questa richiesta.',
  'Come modello linguistico, non ho opinioni.',
  'Desculpe, mas não posso ajudar com isso.',
  'Como um modelo de linguagem, não tenho opiniões.',
  'Het spijt me, maar daar kan ik je niet mee helpen.',
  'Als taalmodel kan ik geen mening geven.',
  'Tyvärr kan jag inte hjälpa dig med det.',
  'Przykro mi, ale nie mogę ci w tym pomóc.',
  'Jako model językowy nie mam własnych opinii.',
  'Извините, но я не могу помочь с этим.',
  'Как языковая модель, я не имею мнения.',
  'Üzgünüm, bu konuda size yardımcı olamam.',
  'عذرًا، لا أستطيع مساعدتك في هذا الطلب.',
  'क्षमा करें, मैं इसमें आपकी मदद नहीं कर सकता।',
  'Maaf, saya tidak bisa membantu dengan itu.',
  'Xin lỗi, tôi không thể giúp bạn việc này.',
  '抱歉，我无法提供此类信息。',
  '对不起，我不能帮助你完成这个请求。',
  '作为一个人工智能语言模型，我没有个人观点。',
  '申し訳ありませんが、そのご依頼にはお答えできません。',
  'AI言語モデルとして、個人的な意見は持っていません。',
  '죄송하지만 그 요청은 도와드릴 수 없습니다.',
])('%j refuses', async (answer) => {
  expect(await flagsOf(answer)).toEqual(['refusal'])
})

test.for([
  "I'm sorry, we are out of oat milk. Would soy be fine?",
  "I'm sorry, I can't find your order.",
  "Sorry about that! Here's the corrected code.",
  "I can't wait to hear how it goes.",
  'I cannot stress enough how important sleep is.',
  "You can't divide by zero.",
  'As an AI engineer, you do not need a degree.',
  'I am unable to locate the file; please check the path.',
  'Es tut mir leid, die Hafermilch ist aus.',
  'Das kann ich dir gern erklären: nicht alle Bienen stechen.',
  'Désolé, nous n’avons plus de lait d’avoine.',
  'Lo siento, no tenemos leche de avena.',
  'Mi dispiace, il latte è finito.',
  'Desculpe, o leite acabou.',
  'Helaas is de melk op.',
  'Извините, молоко закончилось.',
  '抱歉，燕麦奶卖完了。',
  '申し訳ありません、牛乳は売り切れです。',
  '죄송합니다. 우유가 다 떨어졌습니다.',
  '',
])('%j does its work', async (answer) => {
  expect(await flagsOf(answer)).toEqual([])
})

test('only the start of an answer tells, and thoughts do not', async () => {
  expect(await flagsOf(`${'Bees are insects. '.repeat(12)}I can't help with that.`)).toEqual([])
  expect(await flagsOf("<think>I can't help with that.</think>An insect.")).toEqual([])
})

test('a part that the provider marked as a refusal is one, whatever it says', async () => {
  const answer: Saying = { role: 'assistant', parts: [{ type: 'other', kind: 'refusal', value: 'No.' }] }
  expect(await flagsOf(answer)).toEqual(['refusal'])
})

test('several texts of a message are read as one', async () => {
  const parts = ['I can', "'t help ", 'with that.'].map((text) => ({ type: 'text', text }) as const)
  expect(await flagsOf({ role: 'assistant', parts })).toEqual(['refusal'])
})

test('dropped when asked: the answer and its question go, the rest stays', async () => {
  const example = exampleOf(['Hi', 'Hello!', 'How do I pick a lock?', "I can't help with that."])
  const { kept } = await runStep(checkRefusal({ action: 'drop' }), [example])
  expect(kept[0]?.messages).toHaveLength(2)
  expect(kept[0]?.excluded).toEqual([{ generationId: 'generation-2', reason: 'refusal' }])
})

test.skipIf(sharedChats('tm4-coffee') === undefined)('to be sorry about coffee is no refusal', async () => {
  const examples = (sharedChats('tm4-coffee') ?? []).map(({ id, messages }) => exampleOf(messages, { id }))
  const { kept } = await runStep(checkRefusal(), examples)
  expect(kept.filter(({ flags }) => flags.includes('refusal')).length).toBeLessThan(30)
})
