import type { FaqTopic } from './entry.ts'

export const company: FaqTopic = {
  language: 'en',
  topic: 'the shop',
  entries: [
    {
      id: 'contact',
      question: 'How can I contact you?',
      also: ['I want to talk to a human', 'Is there a phone number for customer service?'],
      answers: [
        'Use the contact form at the bottom of each page; people answer within one working day. There is no telephone line.',
        'Our team reads the contact form, linked at the bottom of each page, and answers within one working day. We have no phone line.',
      ],
    },
    {
      id: 'opening-hours',
      question: 'When is your store open?',
      also: ['Are you closed on Sunday?', 'Opening hours'],
      answers: [
        'The store is open from Tuesday to Friday, 10 am to 6 pm, and on Saturdays until 4 pm. On Sundays and Mondays it is closed.',
        'Tuesday to Friday from 10 am to 6 pm, Saturday from 10 am to 4 pm. We are closed on Sundays and Mondays.',
      ],
    },
    {
      id: 'store-address',
      question: 'Where is your store?',
      also: ['Can I visit you?', 'Do you have a shop in town?'],
      answers: [
        'Our only store is at 7 Heron Quay in Quillmoor, next to the old ferry landing. Both the town and the shop are made up, so please do not drive there.',
        'You find us at 7 Heron Quay in Quillmoor, by the old ferry landing. It is an invented place: this is the demo of a library.',
      ],
    },
    {
      id: 'packaging',
      question: 'Is your packaging sustainable?',
      also: ['Do you use plastic in parcels?', 'What do you do for the environment?'],
      answers: [
        'Parcels are made of recycled cardboard and filled with paper, without plastic. Bags of tea are lined with plant fibre and go into paper recycling.',
        'We use recycled cardboard, paper filling and bags lined with plant fibre. There is no plastic in our parcels.',
      ],
    },
    {
      id: 'origin',
      question: 'Where does your tea and coffee come from?',
      also: ['Do you trade fairly with farmers?', 'Which farms do you buy from?'],
      answers: [
        'From 31 farms in nine countries, each named on the bag. We buy directly and pay at least a fifth more than the fair-trade minimum.',
        'We buy directly from 31 farms in nine countries and name the farm on the bag. They get at least a fifth above the fair-trade minimum.',
      ],
    },
    {
      id: 'workshops',
      question: 'Do you offer tastings or workshops?',
      also: ['Learn latte art', 'Book a course for a group'],
      answers: [
        'Every first Saturday of the month there is a tasting, for 25 EUR. Groups of six or more can book their own evening.',
        'A tasting takes place on each first Saturday of the month and costs 25 EUR. For groups from six people we open in the evening.',
      ],
    },
    {
      id: 'jobs',
      question: 'Do you have open jobs?',
      also: ['I would like to work for you', 'Internship or apprenticeship'],
      answers: [
        'Open positions are on the page "Work with us". In autumn we also look for people who help with packing.',
        'Please look at "Work with us". There are most openings in autumn, when the packing team grows.',
      ],
    },
    {
      id: 'subscription',
      question: 'Can I subscribe to regular deliveries of tea or coffee?',
      also: ['How do I pause my subscription?', 'A new bag every month'],
      answers: [
        'Yes: every two, four or eight weeks, 10 percent cheaper. Pause, skip or end it under "Subscriptions" at any time.',
        'A subscription comes every two, four or eight weeks and saves 10 percent. You can skip, pause or end it at any time in your account.',
      ],
    },
  ],
}
