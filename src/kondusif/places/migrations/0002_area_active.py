from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='area',
            name='active',
            field=models.BooleanField(default=True),
        ),
    ]
