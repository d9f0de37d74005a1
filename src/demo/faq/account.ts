import type { FaqTopic } from './entry.ts'

export const account: FaqTopic = {
  language: 'en',
  topic: 'your account',
  entries: [
    {
      id: 'account-password',
      question: 'I forgot my password.',
      also: ['How do I reset my password?', 'I cannot log in'],
      answers: [
        'Press "Forgot password" on the login page and enter your e-mail address. The link in the message works for one hour.',
        'Use "Forgot password" on the login page. We mail you a link that is good for one hour, and there you choose a new one.',
      ],
    },
    {
      id: 'account-guest',
      question: 'Can I order without an account?',
      also: ['Do I have to register?', 'Guest checkout'],
      answers: [
        'Yes, choose "Order as a guest" at the checkout. You follow the parcel with the link from the e-mail.',
        'You need no account: "Order as a guest" is the first button of the checkout, and all you need comes by e-mail.',
      ],
    },
    {
      id: 'account-email',
      question: 'How do I change the e-mail of my account?',
      also: ['I have a new mail address', 'Update my login details'],
      answers: [
        'Under "Profile" choose "E-mail", enter the new address and confirm the message that we send there.',
        'Go to "Profile", then "E-mail". The change counts once you have pressed the link in the message to the new address.',
      ],
    },
    {
      id: 'account-delete',
      question: 'How do I delete my account and my data?',
      also: ['Erase everything you know about me', 'Close my profile for good'],
      answers: [
        'Under "Profile" choose "Delete account". Your data is gone after 14 days, except for invoices, which the law makes us keep for ten years.',
        'Press "Delete account" at the end of your profile. After 14 days only the invoices remain, because the law asks for them for ten years.',
      ],
    },
    {
      id: 'account-newsletter',
      question: 'How do I unsubscribe from the newsletter?',
      also: ['Stop sending me advertising', 'I get too many e-mails from you'],
      answers: [
        'Press "Unsubscribe" at the end of any newsletter, or switch it off under "Profile". It takes effect at once.',
        'Every newsletter ends with an "Unsubscribe" link, and your profile has a switch for it. Both work at once.',
      ],
    },
    {
      id: 'account-points',
      question: 'How does the loyalty programme work?',
      also: ['What are leaves worth?', 'Do I collect bonus points?'],
      answers: [
        'Each euro gives you one leaf, and 100 leaves are worth 5 EUR at the checkout. Leaves expire after two years.',
        'You collect one leaf for each euro. With 100 of them you save 5 EUR, and they stay valid for two years.',
      ],
    },
    {
      id: 'account-privacy',
      question: 'What personal data do you keep about me?',
      also: ['Request a copy of my data', 'Privacy policy'],
      answers: [
        'Name, address, e-mail and your orders; no tracking by third parties. "Profile" has a button "Download my data" that gives you a copy.',
        'We keep what an order needs: name, address, e-mail and the orders themselves. Get a copy with "Download my data" in your profile.',
      ],
    },
  ],
}
