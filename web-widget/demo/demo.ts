// The sample shop has no script of its own but this: its basket counts, so that the page feels inhabited. The chat
// comes by the one tag that any site would use.
const count = document.querySelector('#basket-count')!;
const said = document.querySelector('#basket-said')!;
let goods = 0;

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-add]')) {
  button.addEventListener('click', () => {
    count.textContent = String(++goods);
    said.textContent = `${button.dataset.add} is in your basket.`;
  });
}

export {};
