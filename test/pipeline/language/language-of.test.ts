import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textOf } from '../../../src/core/message.ts'
import { createLanguageDetector, languageOf, loadLanguageLibrary } from '../../../src/pipeline/language/index.ts'
import { sharedChats } from '../support/shared-data.ts'

test.for([
  ['en', 'Could you please tell me what the difference between these two is and which one I should use?'],
  ['de', 'Kannst du mir bitte erklären, was der Unterschied zwischen den beiden ist und welchen ich nehmen soll?'],
  ['fr', 'Pouvez-vous me dire quelle est la différence entre les deux et lequel je dois utiliser dans ce cas ?'],
  ['es', '¿Puedes decirme cuál es la diferencia entre los dos y cuál debo usar en este caso? Gracias.'],
  ['es', 'necesito que me digas como puedo hacer esto porque no entiendo nada de lo que dice aqui'],
  ['it', 'Mi puoi dire qual è la differenza tra i due e quale devo usare in questo caso? Grazie mille.'],
  ['pt', 'Você pode me dizer qual é a diferença entre os dois e qual deles eu preciso usar neste caso?'],
  ['nl', 'Kun je mij vertellen wat het verschil tussen die twee is en welke ik in dit geval moet gebruiken?'],
  ['sv', 'Kan du berätta för mig vad skillnaden mellan de två är och vilken jag måste använda i det här fallet?'],
  ['da', 'Kunne du også fortælle mig noget om, hvad der blev af dem efter krigen, og hvordan de har det nu?'],
  ['no', 'Kan du fortelle meg hva forskjellen er, og hvordan jeg skal bruke det? Jeg vet ikke noe om dette.'],
  ['pl', 'Czy możesz mi powiedzieć, jaka jest różnica między nimi i który z nich powinienem wybrać?'],
  ['cs', 'Můžete mi prosím říct, jaký je rozdíl mezi těmito dvěma a který mám použít v tomto případě?'],
  ['tr', 'Bana bu ikisi arasındaki farkın ne olduğunu ve hangisini kullanmam gerektiğini söyler misin?'],
  ['ro', 'Poți să îmi spui care este diferența dintre cele două și pe care trebuie să o folosesc aici?'],
  ['fi', 'Voisitko kertoa minulle, mikä ero näillä kahdella on ja kumpaa minun pitää käyttää tässä?'],
  ['hu', 'Meg tudod mondani nekem, hogy mi a különbség a kettő között, és melyiket kell használnom?'],
  ['id', 'Bisakah kamu memberi tahu saya apa perbedaan antara keduanya dan mana yang harus saya gunakan?'],
  ['vi', 'Bạn có thể cho tôi biết sự khác nhau giữa hai cái này là gì và tôi nên dùng cái nào không?'],
  ['ru', 'Можешь сказать мне, в чём разница между ними и какой из них мне нужно использовать?'],
  ['uk', 'Чи можеш ти сказати мені, яка різниця між ними і який із них потрібно використовувати?'],
  ['bg', 'Можеш ли да ми кажеш каква е разликата между двете и коя от тях трябва да използвам?'],
  ['sr', 'Можеш ли да ми кажеш која је разлика између њих и који треба да користим у овом случају?'],
  ['el', 'Μπορείς να μου πεις ποια είναι η διαφορά ανάμεσα στα δύο;'],
  ['he', 'אתה יכול לומר לי מה ההבדל בין השניים ובמה להשתמש?'],
  ['ar', 'هل يمكنك أن تخبرني ما هو الفرق بين هذا وذلك وأي منهما يجب أن أستخدم في هذه الحالة؟'],
  ['fa', 'می‌توانید به من بگویید که تفاوت این دو چیست و من باید از کدام یک استفاده کنم؟'],
  ['hi', 'क्या आप मुझे बता सकते हैं कि इन दोनों में क्या अंतर है और मुझे किसका उपयोग करना चाहिए?'],
  ['th', 'คุณช่วยบอกฉันได้ไหมว่าสองอย่างนี้ต่างกันอย่างไร'],
  ['ko', '이 둘의 차이가 무엇인지 알려 주시겠어요?'],
  ['ja', 'この二つの違いは何ですか。どちらを使えばいいですか。'],
  ['zh', '你能告诉我这两者有什么区别，我应该使用哪一个吗？'],
  ['zh', '请用 Python 写一个快速排序算法，并解释它的时间复杂度。'],
  ['zh', '日语里的「です」是什么意思？请详细解释一下它的用法和场合，谢谢你一直以来的耐心帮助和指导。'],
  ['de', 'E\u0301 ist nicht so, dass ich das ohne dich mache, aber fu\u0308r mich wa\u0308re das auch in Ordnung.'],
])('%s: %s', ([code, text]) => {
  expect(languageOf(text ?? '')).toEqual({ code, isReliable: true })
})

test.for([
  '',
  'hi',
  'ok thanks',
  '12345 67890 12345 67890 12345 67890',
  'npm install foo --save-dev',
  'const x = 1;',
  '```js\nconst the = of && to\n```',
  'See https://example.com/the/and/of/that/is/it/you',
  '[EMAIL] [URL_2] [PHONE_NUMBER_12] [SECRET] [EMAIL_3] [EMAIL_4]',
  '`the and of is` `that it you was` `for on are as`',
  'Lorem Ipsum Dolor Amet Consectetur Adipiscing Elit Sed Eiusmod Tempor',
  'Berlin Paris London Madrid Roma Lisboa Amsterdam Stockholm Oslo Warszawa',
  '东京大学',
  '🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂',
])('%j says nothing sure', (text) => {
  expect(languageOf(text).isReliable).toBe(false)
})

test('code, addresses and tags do not count', () => {
  const german = 'Warum geht das hier nicht? Ich habe es mir schon zweimal angesehen und finde den Fehler nicht.'
  const code = `\`\`\`python\n${'if this is not that and the other: return what(it)\n'.repeat(100)}\`\`\``
  expect(languageOf(`${code}\n\n${german}`)).toEqual({ code: 'de', isReliable: true })
  expect(languageOf(`${german}\n\n${code}`)).toEqual({ code: 'de', isReliable: true })
  expect(languageOf(`${'[EMAIL_2] https://example.com/the-and-of '.repeat(50)}${german}`).code).toBe('de')
})

test('two scripts in equal parts are not sure', () => {
  const mixed = 'Расскажи мне о том, что это такое и для чего нужно. Tell me what that is and why it was needed.'
  expect(languageOf(mixed).isReliable).toBe(false)
})

test('a library is asked where the script does not decide', () => {
  const asked: string[] = []
  const use = {
    detect(text: string) {
      asked.push(text)
      return { language: 'eo', isReliable: () => true }
    },
  }
  const detect = createLanguageDetector({ use })
  expect(detect('Ĉu vi povas diri al mi, kio estas la diferenco? `code` [EMAIL]')).toEqual({
    code: 'eo',
    isReliable: true,
  })
  expect(detect('你能告诉我这两者有什么区别吗？')).toEqual({ code: 'zh', isReliable: true })
  expect(detect('hi')).toEqual({ code: 'und', isReliable: false })
  expect(asked).toHaveLength(1)
  expect(asked[0]).not.toMatch(/code|EMAIL/)
  expect(
    createLanguageDetector({ use: { detect: () => ({ language: '', isReliable: () => false }) } })('a'.repeat(40)).code,
  ).toBe('und')
})

test('the optional library is loaded where it is installed', async () => {
  const library = await loadLanguageLibrary()
  expect(library === undefined || typeof library.detect === 'function').toBe(true)
})

const anyText = fc.array(fc.nat(0xffff), { maxLength: 200 }).map((codes) => String.fromCharCode(...codes))

test('any text has an answer, and what is sure has a code', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { code, isReliable } = languageOf(text)
      expect(code).toMatch(/^[a-z]{2,3}$/)
      expect(isReliable && code === 'und').toBe(false)
    }),
    { numRuns: 100 },
  )
})

test.for([
  ['en', 'this is what you have and it was for them. '.repeat(20_000)],
  ['und', '```'.repeat(300_000)],
  ['und', '`'.repeat(500_000)],
  ['und', '['.repeat(500_000)],
  ['und', 'x'.repeat(500_000)],
] as const)('a huge text is %s', ([code, text]) => {
  expect(languageOf(text).code).toBe(code)
})

test.runIf(sharedChats('oasst-en100-paths') !== undefined)('real English chats are English, or not sure', () => {
  const codes = new Map<string, number>()
  for (const { messages } of sharedChats('oasst-en100-paths') ?? []) {
    for (const message of messages) {
      const { code, isReliable } = languageOf(textOf(message))
      if (isReliable) codes.set(code, (codes.get(code) ?? 0) + 1)
    }
  }
  const all = [...codes.values()].reduce((sum, count) => sum + count, 0)
  expect((codes.get('en') ?? 0) / all).toBeGreaterThan(0.995)
  expect(all).toBeGreaterThan(1000)
})
