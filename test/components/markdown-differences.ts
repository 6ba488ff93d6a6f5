/** Where what we show is not what CommonMark asks for, and why that is meant. Anything else that differs is a bug. */
function commonmark(...numbers: readonly number[]): readonly string[] {
  return numbers.map((number) => `CommonMark ${number}`);
}

export const differences: Readonly<Record<string, readonly string[]>> = {
  'markup is text': commonmark(
    ...[21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167],
    ...[168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179, 180, 181, 182, 183, 184, 185, 186, 187, 188, 189],
    ...[190, 191, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 625, 626, 627],
    ...[628, 629, 630, 631, 642, 643],
  ),
  'names of characters nobody types by hand stay as they are: their table is larger than the renderer': commonmark(25),
  'a link to nowhere is no link': commonmark(200, 485, 486, 487, 567),
  'only http, https, mailto and tel are links, and nothing that looks like another scheme': commonmark(
    ...[500, 596, 598, 599, 601],
  ),
  'a backslash in an address is what browsers take it for': commonmark(202, 502, 603),
  'an image in a link is its text where images do not load': commonmark(517, 531),
  'an image without a text is called one': commonmark(581),
  'addresses in text are links in GFM': commonmark(602, 608, 611, 612),
};
