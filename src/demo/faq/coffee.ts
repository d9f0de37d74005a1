import type { FaqTopic } from './entry.ts'

export const coffee: FaqTopic = {
  language: 'en',
  topic: 'coffee and equipment',
  entries: [
    {
      id: 'coffee-grind',
      question: 'Can you grind the coffee for me?',
      also: ['Which grind size do I need for a French press?', 'I have no grinder'],
      answers: [
        'Yes, choose the grind on the item page: coarse for French press, medium for filter, fine for espresso. Ground coffee is best within three weeks.',
        'We grind it for free: coarse for the French press, medium for filters, fine for espresso. Drink ground coffee within three weeks.',
      ],
    },
    {
      id: 'coffee-roast-date',
      question: 'How fresh is your coffee?',
      also: ['When was it roasted?', 'How long do beans keep?'],
      answers: [
        'We roast every Tuesday and ship within six days; the date is on the bag. Closed beans keep their taste for about three months.',
        'Roasting day is Tuesday, and the date is printed on each bag. Unopened beans taste good for three months.',
      ],
    },
    {
      id: 'coffee-espresso',
      question: 'Which beans are good for an espresso machine?',
      also: ['Something dark with little acidity', 'A bean for cappuccino'],
      answers: [
        'Take Night Ferry: dark, chocolaty and low in acid. With milk it makes a fine cappuccino.',
        'Night Ferry is our darkest roast, with chocolate and hardly any acid, made for espresso and cappuccino.',
      ],
    },
    {
      id: 'coffee-mild',
      question: 'Which coffee is mild?',
      also: ['A gentle bean for a sensitive stomach', 'Light roast that is not sour'],
      answers: [
        'Harbour Morning is our mildest coffee: a light roast with notes of honey and very little acid.',
        'Take Harbour Morning. It is roasted gently, tastes of honey and is easy on the stomach.',
      ],
    },
    {
      id: 'coffee-storage',
      question: 'How should I store coffee beans?',
      also: ['Does coffee belong in the fridge?', 'Keep an opened bag fresh'],
      answers: [
        'Leave them in our bag, press the air out and keep it closed in a dark cupboard. The fridge is too damp.',
        'A dark cupboard and the closed bag, with the air pressed out, are best. Coffee does not belong in the fridge.',
      ],
    },
    {
      id: 'kettle-descale',
      question: 'How do I descale my kettle?',
      also: ['Remove limescale', 'There are white flakes in the water'],
      answers: [
        'Boil half a litre of water with two spoons of citric acid, wait 20 minutes, pour it out and rinse twice. Do it once a month with hard water.',
        'Fill in half a litre of water and two spoons of citric acid, boil, wait 20 minutes and rinse twice. With hard water once a month is right.',
      ],
    },
    {
      id: 'kettle-temperature',
      question: 'Does the kettle have a temperature setting?',
      also: ['Can I heat water to exactly 80 degrees?', 'Keep warm function'],
      answers: [
        'The Kettle Two can be set from 50 to 100 °C in steps of 5 and holds the heat for 30 minutes. The Kettle One only boils.',
        'Only the Kettle Two: 50 to 100 °C in steps of 5, with a keep-warm function for 30 minutes.',
      ],
    },
    {
      id: 'mug-dishwasher',
      question: 'Are your mugs dishwasher safe?',
      also: ['Can I put the cup in the microwave?', 'How do I wash the glass teapot?'],
      answers: [
        'Mugs, cups and glass teapots may go into the dishwasher and the microwave. Pieces with a gold rim are washed by hand and never microwaved.',
        'Yes, dishwasher and microwave are both fine. The only exception is a gold rim: wash it by hand and keep it out of the microwave.',
      ],
    },
    {
      id: 'iron-teapot-care',
      question: 'How do I care for a cast-iron teapot?',
      also: ['My iron pot is rusty', 'Can I use soap on cast iron?'],
      answers: [
        'Rinse it with hot water only, no soap, and dry it at once. A little rust outside can be rubbed off with used tea leaves.',
        'Use hot water without soap and dry the pot right away. Rub small rust spots with wet tea leaves: their tannin seals the iron.',
      ],
    },
    {
      id: 'grinder-clean',
      question: 'How do I clean the coffee grinder?',
      also: ['The mill is clogged', 'Old coffee oil in the burrs'],
      answers: [
        'Unplug it, lift out the upper burr and brush both burrs once a month. Never use water; a spoon of dry rice does no good either.',
        'Pull the plug, take out the upper burr and brush it clean, once a month. No water and no rice, please.',
      ],
    },
    {
      id: 'spare-parts',
      question: 'Do you sell spare parts?',
      also: ['I lost the lid of my teapot', 'A new seal for the French press'],
      answers: [
        'Lids, seals, strainers and burrs are under "Spare parts", sorted by product. We keep them for ten years after a product ends.',
        'Yes, look under "Spare parts": lids, seals, strainers, burrs. They stay available for ten years after the last sale.',
      ],
    },
  ],
}
