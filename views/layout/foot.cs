</main>
<footer class="colophon" id="end">
<p><bdi><?cs var:Site.title ?></bdi><?cs if:string.length(Site.tagline) ?>: <bdi><?cs var:Site.tagline ?></bdi><?cs /if ?></p>
<?cs if:subcount(Footer) ?><nav class="footer-pages" aria-label="<?cs var:tr("About this site") ?>"><?cs each:link = Footer ?>
<a href="<?cs var:link.path ?>"><bdi><?cs var:link.title ?></bdi></a><?cs /each ?>
</nav>
<?cs /if ?><p><?cs var:tr("Runs on Lorehall.") ?></p>
</footer>
</body>
</html>
