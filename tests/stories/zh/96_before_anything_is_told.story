# 96 What tells of nothing begins no complaint: thanks, politeness, two words, a bare fact, a word for a form.
# rules: CMP-1 CMP-2
C> 谢谢
B> 不客气
S> conversation == 'idle' and not draft
C> 好的
B> 有事随时在这里说
C> 知道了
B> 有事随时在这里说
B! 没看懂
S> conversation == 'idle' and not draft
C> 提交
B> 现在没有正在填写的内容
C> 13800001234
B> 没有记录
B> 回复“留电话”
B! 没看懂
S> conversation == 'idle' and phones == []
C> 你们老板是谁
B> 人工
S> conversation == 'idle' and not draft
C> 我车
B> 请直接说说发生了什么
S> not draft
C> 浙A12345
B> 记下了：浙A12345。
B> 出了什么问题
S> plate == '浙A12345' and state.phenomenon == 'empty' and step == 'phenomenon'
C> 谢谢
S> state.phenomenon == 'empty'
C> 异响
B> 影响行车安全吗
S> shown.phenomenon == '异响' and plate == '浙A12345'
