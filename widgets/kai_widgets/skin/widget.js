function render({ el }) {
  el.style.display = "none";
}
export default { render };
