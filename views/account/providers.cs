<?cs # Other sites whose accounts one can log in with, within the form to log in: it says where to go on, and whether to stay. ?><?cs
def:providers() ?><?cs if:subcount(Providers) ?>
<p class="actions"><?cs each:provider = Providers ?><button class="button quiet" type="submit" formaction="/account/provider" name="provider" value="<?cs
  var:provider.name ?>"><?cs var:trf("Log in with %s|" + provider.label) ?></button> <?cs /each ?></p><?cs /if ?><?cs /def ?>