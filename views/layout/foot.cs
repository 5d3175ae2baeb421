</main>
<footer class="colophon" id="end">
<p><?cs var:Site.title ?><?cs if:Site.tagline ?>: <?cs var:Site.tagline ?><?cs /if ?></p>
<p><?cs var:tr("Runs on Lorehall.") ?></p>
</footer>
</body>
</html>
