import type { FaqTopic } from './entry.ts'

export const tea: FaqTopic = {
  language: 'en',
  topic: 'tea',
  entries: [
    {
      id: 'tea-storage',
      question: 'How should I store tea?',
      also: ['Does tea go bad?', 'Where do I keep loose leaves so they stay fresh?'],
      answers: [
        'Keep it dry, dark and airtight, away from spices. In our tins tea stays fresh for about two years, green tea for one.',
        'A closed tin in a dark, dry place is best, far from spices. Black tea keeps for two years that way, green tea for one.',
      ],
    },
    {
      id: 'tea-green-temperature',
      question: 'At what temperature do I brew green tea?',
      also: ['My green tea is bitter', 'How hot should the water be for sencha?'],
      answers: [
        'Use water of 70 to 80 °C and let it draw for two minutes. Bitter green tea nearly always had water that was too hot.',
        'Between 70 and 80 °C, for about two minutes. If it turns bitter, use cooler water before you use fewer leaves.',
      ],
    },
    {
      id: 'tea-black-steeping',
      question: 'How long should black tea steep?',
      also: ['How many spoons of Assam per cup?', 'Brewing time of Darjeeling'],
      answers: [
        'Take one heaped teaspoon per cup, boiling water and three to five minutes. Darjeeling is best at three, Assam takes five.',
        'Three minutes for Darjeeling, five for Assam, with boiling water and one heaped teaspoon for each cup.',
      ],
    },
    {
      id: 'tea-caffeine-free',
      question: 'Which teas are free of caffeine?',
      also: ['Something to drink before bed', 'Is rooibos decaffeinated?'],
      answers: [
        'All herbal and fruit teas and rooibos are free of caffeine. Filter for "No caffeine" to see the 24 sorts.',
        'Rooibos, herbal and fruit infusions have none at all. There are 24 of them under the filter "No caffeine".',
      ],
    },
    {
      id: 'tea-organic',
      question: 'Are your teas organic?',
      also: ['Do you test for pesticides?', 'Certified bio farming'],
      answers: [
        'About two thirds are certified organic and carry the EU leaf. Every lot, organic or not, is tested for pesticides.',
        'Two out of three teas have the EU organic seal. We have each lot checked for pesticides, also the others.',
      ],
    },
    {
      id: 'tea-allergens',
      question: 'Do your teas contain allergens?',
      also: ['Are there traces of nuts?', 'Is the chai vegan and gluten free?'],
      answers: [
        'Allergens are printed in bold on each page and bag. Blends with almond are packed on their own line, all others are free of nuts and gluten, and everything is vegan.',
        'Look for the bold words in the list of ingredients. Only the almond blends contain nuts; all teas are vegan and free of gluten.',
      ],
    },
    {
      id: 'tea-samples',
      question: 'Can I try a tea before I buy a whole bag?',
      also: ['Do you have sample packs?', 'Tasting set'],
      answers: [
        'Every tea comes as a 10 g sample for 1.50 EUR, enough for four cups. The tasting box holds twelve of them for 15 EUR.',
        'Yes: samples of 10 g cost 1.50 EUR each, and the tasting box has twelve for 15 EUR.',
      ],
    },
    {
      id: 'tea-beginner',
      question: 'Which tea do you recommend for a beginner?',
      also: ['I usually drink coffee, what should I start with?', 'A tea for somebody who knows nothing about it'],
      answers: [
        'Start with our Moor Breakfast: a round black tea that forgives long steeping. If you like it light, take Jasmine Mist.',
        'Two easy ones are Moor Breakfast, a strong black tea that never turns bitter, and Jasmine Mist for something light.',
      ],
    },
    {
      id: 'tea-bags',
      question: 'Do you sell tea bags or only loose tea?',
      also: ['Are the bags made of plastic?', 'Can I put loose leaves into filters?'],
      answers: [
        'Our tea is loose, and twelve favourites also come in pyramid bags. The bags are made of plant fibre and may go on the compost.',
        'Mostly loose. Twelve sorts are sold in bags of plant fibre, without plastic, that can be composted.',
      ],
    },
  ],
}
