// Brings the counter's own font to a machine that has none with hanzi. Phones and shop computers have one and load
// nothing (two files of 5 MB); on a bare Linux every hanzi would be the same empty box.
//
// A style sheet cannot ask for that: it would prefer our font to the one that Android falls back to. So two hanzi are
// drawn and compared.

const FAMILY = "posapp-hanzi"; // named last in the style sheets, before the generic family
const FACES = { 400: "NotoSansSC-Regular.otf", 700: "NotoSansSC-Bold.otf" };

function drawn(sign) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 40;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = "32px sans-serif";
  pen.fillText(sign, 0, 34);
  return pen.getImageData(0, 0, 40, 40).data.join();
}

if (drawn("国") === drawn("永")) {
  for (const [weight, file] of Object.entries(FACES)) {
    document.fonts.add(new FontFace(FAMILY, `url(/fonts/${file})`, { weight, display: "swap" }));
  }
}
