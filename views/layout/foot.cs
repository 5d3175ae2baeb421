</main>
<footer class="colophon" id="end">
<p><bdi><?cs var:Site.title ?></bdi><?cs if:string.length(Site.tagline) ?>: <bdi><?cs var:Site.tagline ?></bdi><?cs /if ?></p>
<p><?cs var:tr("Runs on Lorehall.") ?></p>
</footer>
</body>
</html>
