/** What customers of the made-up shop ask, each with what they may ask next. */
export const QUESTIONS: readonly (readonly [string, ...string[]])[] = [
  ['How long does delivery take?', 'And what does it cost?', 'Can it come on a Saturday?'],
  ['Do you ship abroad?', 'What about customs?'],
  ['Which coffee is the mildest?', 'How should I grind it?'],
  ['Which beans are good for an espresso machine?', 'How fresh is your coffee?'],
  ['Which tea has no caffeine?', 'How long should it steep?'],
  ['How do I store coffee beans?', 'How long do they keep?'],
  ['Can I return what I do not like?', 'Who pays for the return?'],
  ['When do I get my money back?'],
  ['Which payment methods do you accept?', 'Can I pay by invoice?'],
  ['How do I change my address?', 'Can I change it after I have ordered?'],
  ['I forgot my password', 'I do not get the mail'],
  ['Can I cancel my order?'],
  ['My parcel arrived damaged', 'Do I need to send pictures?'],
  ['How do I brew green tea?', 'At which temperature?'],
  ['How do I descale the kettle?'],
  ['Do you have gift cards?', 'How long are they valid?'],
  ['Is there a discount for large orders?'],
  ['Where does your coffee come from?', 'Is it fair trade?'],
  ['How can I reach you?', 'When is somebody there?'],
  ['Do you sell decaf?'],
  ['How do I delete my account?'],
  ['Is the packaging recyclable?'],
  ['Can I pause my subscription?', 'And how do I end it?'],
  ['What is the difference between black and green tea?'],
  ['Wie lange dauert der Versand?', 'Und was kostet er?'],
  ['Kann ich per Rechnung bezahlen?'],
  ['Kann ich meine Bestellung stornieren?', 'Wann bekomme ich mein Geld zurück?'],
  ['Welcher Tee hat kein Koffein?'],
  ['Wie kann ich Sie erreichen?'],
]

/** Ways to begin, so that not every customer asks in the same words. */
export const OPENINGS: readonly string[] = [
  '',
  '',
  '',
  'Hello! ',
  'Hi, ',
  'Quick question: ',
  'Good morning. ',
  'Sorry to bother you. ',
]

/** What goes wrong in real chats, so that the filters have something to find. */
export const TROUBLE: readonly string[] = [
  '/short',
  '/pii',
  '/error-mid How long does delivery take?',
  '/error',
  '/cut Do you ship abroad?',
]
